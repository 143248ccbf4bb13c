package web

import (
	"context"

	"wenban/assistant/form"
	"wenban/assistant/form/drafts"
	"wenban/assistant/handoff"
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

// What a draft is made of; drafts.Store keeps them in the database.
type (
	Draft        = drafts.Draft
	DraftContent = drafts.Content
	Applicant    = drafts.Applicant
	LinkTo       = drafts.LinkTo
)

// What a link opens on another device.
const (
	ToPhotos = drafts.ToPhotos
	ToDraft  = drafts.ToDraft
)

// Errors of Drafts.
var (
	ErrNoDraft    = drafts.ErrNoDraft
	ErrDraftMoved = drafts.ErrMoved
	ErrNoLink     = drafts.ErrNoLink
)
