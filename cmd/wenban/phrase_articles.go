package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"

	"wenban/assistant"
	"wenban/assistant/ledger"
	"wenban/knowledge"
)

// cited is a question that a citizen found answered by articles, as --articles
// prints it: the document, and a line for its asked.
type cited struct {
	Document string `json:"document"`
	Title    string `json:"title"`
	knowledge.Asked
}

// listCited prints what the talks add to the questions of the documents, without
// what they have already. A curator reads it before it counts.
func (c phraseCommand) listCited(ctx context.Context, out io.Writer) (err error) {
	e, err := load(ctx, c.KB)
	if err != nil {
		return err
	}
	d, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return ledger.New(d, nil).Confirmed(ctx, func(turns []assistant.Turn) error {
		id, asked, ok := assistant.Cited(turns)
		doc, known := e.Document(id)
		if !ok || !known || slices.ContainsFunc(doc.Asked, func(a knowledge.Asked) bool { return a.Q == asked.Q }) {
			return nil
		}
		return enc.Encode(cited{id, doc.Title, asked})
	})
}
