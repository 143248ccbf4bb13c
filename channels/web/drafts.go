package web

import (
	"context"
	"errors"
	"time"

	"wenban/assistant/form"
	"wenban/assistant/handoff"
	"wenban/knowledge"
	"wenban/knowledge/store/seal"
)

// Drafts keeps forms that are being filled in (草稿), with the files that belong
// to them.
//
// PRIVACY: Content and the files are sealed at rest. Nothing here asks who may
// see a draft: Server.opened does.
type Drafts interface {
	// New stores a new draft as version 1.
	New(ctx context.Context, d Draft) (Draft, error)
	// Draft returns a draft, or ErrNoDraft; one that has expired is not there.
	Draft(ctx context.Context, id string) (Draft, error)
	// OfTalk returns the drafts of a talk, the oldest first, also those sent.
	OfTalk(ctx context.Context, talk string) ([]Draft, error)
	// Save stores a draft over the version it has, as the next one; ErrDraftMoved
	// when another is stored.
	Save(ctx context.Context, d Draft) (Draft, error)
	// Erase takes a draft away, with its files and links. Twice is once.
	Erase(ctx context.Context, id string) error

	// Attach stores a file. The error is a form.Wrong that says what is wrong
	// with it, or that the draft has as many as it may.
	Attach(ctx context.Context, draft, material, name string, body []byte) (handoff.Attachment, error)
	// Files lists the files of a draft, in the order they came.
	Files(ctx context.Context, draft string) ([]handoff.Attachment, error)
	// File returns a file of a draft with its body, or ErrNoDraft.
	File(ctx context.Context, draft, id string) (handoff.Attachment, []byte, error)
	// Detach takes a file away. Twice is once.
	Detach(ctx context.Context, draft, id string) error

	// Link returns a new one-time link (手机接力) to a draft, good for ten minutes:
	// only its hash is kept.
	Link(ctx context.Context, draft string, to LinkTo) (token string, err error)
	// Redeem uses a link up and returns the draft it leads to, or ErrNoLink.
	Redeem(ctx context.Context, token string) (draft string, to LinkTo, err error)
}

// Forms is what filling in forms stands on.
type Forms struct {
	Drafts   Drafts       // nil: forms are not filled in here
	Keys     *seal.Ring   // for what a phone keeps that may send photos; needed with Drafts
	Licences form.Library // nil: there is no licence library to ask
	SignIn   string       // path at which a citizen signs in; "": nowhere
}

// LinkTo says what a link opens.
type LinkTo string

// What a link opens on another device.
const (
	ToPhotos LinkTo = "photos" // sending files to the draft, nothing else of it
	ToDraft  LinkTo = "draft"  // the whole talk with the draft
)

// Draft is a form that is being filled in.
type Draft struct {
	ID      string
	Talk    string
	Citizen string // who signed in, or "": then whoever has the talk may see it
	Item    string // code
	Region  string
	Edition string
	Version int // from 1, one more with each Save
	Touched time.Time
	Expires time.Time
	Case    string // id of the case that it became, or ""
	Content DraftContent
}

// DraftContent is what is personal in a draft.
type DraftContent struct {
	Asked   bool              `json:"asked,omitempty"` // which sources may be used was answered
	Allow   form.Consent      `json:"allow"`
	Outage  bool              `json:"outage,omitempty"` // the licence library could not be asked
	Held    []string          `json:"held,omitempty"`   // names of the licences on file that are in force
	Pick    map[string]string `json:"pick,omitempty"`   // licence name → number, where several are held
	Answers knowledge.Answers `json:"answers,omitempty"`
	Values  []form.Value      `json:"values,omitempty"`
	Changed map[string]int    `json:"changed,omitempty"` // field → version in which it was changed last
	Seen    int               `json:"seen,omitempty"`    // version of which the citizen confirmed the whole form
	Who     Applicant         `json:"who"`
}

// Applicant is who hands a form in without signing in: said, and checked at the
// window.
type Applicant struct {
	Name   string `json:"name,omitempty"`
	IDCard string `json:"id_card,omitempty"`
	Phone  string `json:"phone,omitempty"`
}

// Errors of Drafts.
var (
	ErrNoDraft    = errors.New("no such draft")
	ErrDraftMoved = errors.New("the draft was changed elsewhere")
	ErrNoLink     = errors.New("no such link")
)
