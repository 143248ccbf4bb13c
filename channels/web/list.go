package web

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"wenban/assistant"
	"wenban/channels/internal/page"
	"wenban/knowledge"
)

// listPage is the list alone, to print or to keep.
type listPage struct {
	turnView
	Home     string
	Receipts []*receiptView // of what was handed in during the talk
}

// listed returns the last turn with a list, or nil. A list is left behind when
// the talk has come to an item without one, or to one that is not accepted.
func listed(turns []assistant.Turn) *assistant.Turn {
	for i := len(turns) - 1; i >= 0; i-- {
		switch r := turns[i].Reply; {
		case len(r.Materials) > 0:
			return &turns[i]
		case r.Receipt != nil: // what was handed in is about the list before it
		case r.Focus != "":
			return nil
		}
	}
	return nil
}

// list shows the list of the talk by itself.
func (s *Server) list(w http.ResponseWriter, r *http.Request) {
	t, turns, p := s.listedTurn(r)
	if p != nil {
		s.fail(w, r, *p)
		return
	}
	now := s.now().In(knowledge.Zone)
	v := viewTurn(s.know(), nil, *t, false, now)
	s.render(w, r, http.StatusOK, "list", page.Frame{
		Title: v.List.Item + " 材料清单", Class: "paper", Scripts: []string{"web.js"},
		Body: listPage{turnView: v, Home: s.homeName(), Receipts: viewReceipts(turns)},
	})
}

// listText saves the list as a text file.
func (s *Server) listText(w http.ResponseWriter, r *http.Request) {
	t, turns, p := s.listedTurn(r)
	if p != nil {
		s.fail(w, r, *p)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Disposition", `attachment; filename="list.txt"; filename*=UTF-8''%E6%9D%90%E6%96%99%E6%B8%85%E5%8D%95.txt`)
	text := t.Reply.Text + "\n\n" + stamp(*t) + "\n"
	for _, x := range viewReceipts(turns) {
		text += "\n" + x.Title + "：" + x.State + "，回执号 " + x.Number + "\n"
	}
	_, _ = fmt.Fprint(w, "\ufeff"+strings.ReplaceAll(text, "\n", "\r\n")) // the visitor went away: nothing to do
}

// listedTurn returns the turn of the visitor's talk that has the list, and all
// its turns.
func (s *Server) listedTurn(r *http.Request) (*assistant.Turn, []assistant.Turn, *problem) {
	t, ok := s.kept(r)
	if !ok {
		return nil, nil, &noTalk
	}
	turns, err := s.turns(r, t)
	if err != nil {
		return nil, nil, s.problemOf(err)
	}
	if last := listed(turns); last != nil {
		return last, turns, nil
	}
	return nil, nil, &problem{http.StatusNotFound, "no_list", "还没有清单。先说说您想办什么事。"}
}

// stamp says of a reply when it was given and what it rests on: whoever reads
// it on paper can check it.
func stamp(t assistant.Turn) string {
	text := dateOf(t.At.In(knowledge.Zone)) + "查询，"
	if from := sourceTitles(t.Reply.Sources); from != "" {
		text += "内容取自公布的" + from + "，"
	}
	return text + "知识版次 " + t.Reply.Edition + "。回答由人工智能辅助生成，有出入时以窗口告知为准，可以打 12345 核实。"
}

// maxTitles bounds the sources that are named on paper.
const maxTitles = 4

func sourceTitles(all []assistant.Source) string {
	var titles []string
	for _, s := range all[:min(len(all), maxTitles)] {
		titles = append(titles, "《"+s.Title+"》"+s.Article)
	}
	text := strings.Join(titles, "、")
	if len(all) > maxTitles {
		text += fmt.Sprintf("等 %d 处", len(all))
	}
	return text
}

func dateOf(t time.Time) string { return t.Format("2006年1月2日") }
