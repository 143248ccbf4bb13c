package web

import "wenban/assistant"

// formView is the form of an item, to be filled in here.
type formView struct {
	Item  string // code
	Title string
	Wait  bool // the question that is open comes first
}

// offerForm says on the last turn that its form can be filled in here: once the
// list stands, so that the form is for the same situation.
func (s *Server) offerForm(v *turnView, t assistant.Turn) {
	it, ok := s.know().Edition.Item(t.Reply.Focus)
	if s.config.Forms.Drafts == nil || !v.Last || !ok || it.Form == nil || v.List == nil || t.Reply.Receipt != nil {
		return
	}
	v.Form = &formView{Item: it.Code, Title: it.Form.Title, Wait: t.Reply.Ask != nil}
}
