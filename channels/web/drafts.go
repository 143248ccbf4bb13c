package web

import (
	"context"

	"wenban/assistant/form"
	"wenban/assistant/form/drafts"
	"wenban/assistant/handoff"
	"wenban/knowledge/store/seal"
)

// Drafts keeps forms that are being filled in (草稿), with the files that belong
// to them; *drafts.Store is one.
//
// PRIVACY: nothing here asks who may see a draft: Server.opened does.
type Drafts interface {
	// New stores a new draft as version 1.
	New(ctx context.Context, d drafts.Draft) (drafts.Draft, error)
	// Draft returns a draft, or drafts.ErrNoDraft; one that has expired is not there.
	Draft(ctx context.Context, id string) (drafts.Draft, error)
	// OfTalk returns the drafts of a talk, the oldest first, also those sent.
	OfTalk(ctx context.Context, talk string) ([]drafts.Draft, error)
	// OfCitizen returns the drafts of a signed-in citizen in the same way.
	OfCitizen(ctx context.Context, citizen string) ([]drafts.Draft, error)
	// Save stores a draft over the version it has, as the next one; drafts.ErrMoved
	// when another is stored.
	Save(ctx context.Context, d drafts.Draft) (drafts.Draft, error)
	// Erase takes a draft away, with its files and links. Twice is once.
	Erase(ctx context.Context, id string) error

	// Attach stores a file. The error is a form.Wrong that says what is wrong
	// with it, or that the draft has as many as it may.
	Attach(ctx context.Context, draft, material, name string, body []byte) (handoff.Attachment, error)
	// Files lists the files of a draft, in the order they came.
	Files(ctx context.Context, draft string) ([]handoff.Attachment, error)
	// File returns a file of a draft with its body, or drafts.ErrNoDraft.
	File(ctx context.Context, draft, id string) (handoff.Attachment, []byte, error)
	// Detach takes a file away. Twice is once.
	Detach(ctx context.Context, draft, id string) error

	// Link returns a new one-time link (手机接力) to a draft, good for ten minutes:
	// only its hash is kept.
	Link(ctx context.Context, draft string, to drafts.LinkTo) (token string, err error)
	// Redeem uses a link up and returns the draft it leads to, or drafts.ErrNoLink.
	Redeem(ctx context.Context, token string) (draft string, to drafts.LinkTo, err error)
}

// Forms is what filling in forms stands on.
type Forms struct {
	Drafts   Drafts       // nil: forms are not filled in here
	Keys     *seal.Ring   // for what a phone keeps that may send photos; needed with Drafts
	Licences form.Library // nil: there is no licence library to ask
	Site     string       // origin of the page as browsers see it, for links to a phone; "": as the request says
	SignIn   string       // path at which a citizen signs in; "": nowhere
}
