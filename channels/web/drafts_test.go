package web

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"wenban/assistant/form"
	"wenban/assistant/handoff"
)

// draftBook keeps drafts in memory.
type draftBook struct {
	mu     sync.Mutex
	now    func() time.Time
	drafts map[string][]byte // as JSON, so that nothing is shared
	order  []string
	files  map[string][]keptFile
	links  map[string]keptLink
}

type keptFile struct {
	handoff.Attachment
	body []byte
}

type keptLink struct {
	draft string
	to    LinkTo
	until time.Time
}

func newDraftBook(now func() time.Time) *draftBook {
	return &draftBook{now: now, drafts: map[string][]byte{}, files: map[string][]keptFile{}, links: map[string]keptLink{}}
}

func (b *draftBook) put(d Draft) Draft {
	d.Touched = b.now()
	b.drafts[d.ID], _ = json.Marshal(d) // plain values always encode
	return d
}

func (b *draftBook) get(id string) (d Draft, err error) {
	raw, ok := b.drafts[id]
	if !ok {
		return d, ErrNoDraft
	}
	return d, json.Unmarshal(raw, &d)
}

func (b *draftBook) New(_ context.Context, d Draft) (Draft, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	d.Version = 1
	b.order = append(b.order, d.ID)
	return b.put(d), nil
}

func (b *draftBook) Draft(_ context.Context, id string) (Draft, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.get(id)
}

func (b *draftBook) OfTalk(_ context.Context, talk string) (out []Draft, _ error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, id := range b.order {
		if d, err := b.get(id); err == nil && d.Talk == talk {
			out = append(out, d)
		}
	}
	return out, nil
}

func (b *draftBook) Save(_ context.Context, d Draft) (Draft, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	stored, err := b.get(d.ID)
	if err != nil {
		return d, err
	}
	if stored.Version != d.Version {
		return d, ErrDraftMoved
	}
	d.Version++
	return b.put(d), nil
}

func (b *draftBook) Erase(_ context.Context, id string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.drafts, id)
	delete(b.files, id)
	return nil
}

func (b *draftBook) Attach(_ context.Context, draft, material, name string, body []byte) (handoff.Attachment, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	kind := ""
	for magic, k := range map[string]string{"\xff\xd8\xff": "image/jpeg", "\x89PNG": "image/png", "%PDF": "application/pdf"} {
		if bytes.HasPrefix(body, []byte(magic)) {
			kind = k
		}
	}
	if kind == "" {
		return handoff.Attachment{}, form.Wrong("只收照片（JPEG、PNG）和 PDF，这个文件不是")
	}
	sum := sha256.Sum256(body)
	f := handoff.Attachment{ID: fmt.Sprint("f", len(b.files[draft])+1), Material: material, Name: tidyName(name), Type: kind, Size: int64(len(body)), SHA256: hex.EncodeToString(sum[:])}
	b.files[draft] = append(b.files[draft], keptFile{f, body})
	return f, nil
}

func (b *draftBook) Files(_ context.Context, draft string) (out []handoff.Attachment, _ error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, f := range b.files[draft] {
		out = append(out, f.Attachment)
	}
	return out, nil
}

func (b *draftBook) File(_ context.Context, draft, id string) (handoff.Attachment, []byte, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, f := range b.files[draft] {
		if f.ID == id {
			return f.Attachment, f.body, nil
		}
	}
	return handoff.Attachment{}, nil, ErrNoDraft
}

func (b *draftBook) Detach(_ context.Context, draft, id string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.files[draft] = slices.DeleteFunc(b.files[draft], func(f keptFile) bool { return f.ID == id })
	return nil
}

func (b *draftBook) Link(_ context.Context, draft string, to LinkTo) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	token := rand.Text()
	b.links[token] = keptLink{draft, to, b.now().Add(10 * time.Minute)}
	return token, nil
}

func (b *draftBook) Redeem(_ context.Context, token string) (string, LinkTo, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	l, ok := b.links[token]
	delete(b.links, token)
	if !ok || b.now().After(l.until) {
		return "", "", ErrNoLink
	}
	return l.draft, l.to, nil
}
