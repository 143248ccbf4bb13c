package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"wenban/assistant/form"
	"wenban/assistant/form/drafts"
	"wenban/assistant/form/library"
	"wenban/channels/signin"
	"wenban/channels/web"
	"wenban/cmd/wenban/config"
	"wenban/knowledge/store/db"
	"wenban/knowledge/store/seal"
)

// formsOf is what filling in forms stands on. Drafts that nobody touches are
// cleared away, until stop is called.
func formsOf(ctx context.Context, set config.Config, d *db.DB, keys *seal.Ring, guard *signin.Guard) (forms web.Forms, stop func(), err error) {
	licences, err := licencesOf(set.Licences)
	if err != nil {
		return web.Forms{}, nil, err
	}
	kept := drafts.New(d, keys, time.Now)
	working, end := context.WithCancel(context.WithoutCancel(ctx))
	var all sync.WaitGroup
	all.Go(func() { clearDrafts(working, kept) })
	forms = web.Forms{Drafts: kept, Keys: keys, Licences: licences, Site: set.SignIn.Site}
	if guard.TakesCitizens() {
		forms.SignIn = "/sign-in"
	}
	return forms, func() { end(); all.Wait() }, nil
}

// licencesOf returns the licence library that is configured, nil for none.
func licencesOf(set config.Library) (form.Library, error) {
	if set.Address == "" {
		return nil, nil
	}
	c, err := library.New(library.Config{Address: set.Address, Key: set.Key, Secret: []byte(set.Secret), Private: set.Private})
	if err != nil {
		return nil, err
	}
	return c, nil
}

// clearDrafts deletes, every hour, the drafts that were not touched for their
// life.
func clearDrafts(ctx context.Context, kept *drafts.Store) {
	hour := time.NewTicker(time.Hour)
	defer hour.Stop()
	for {
		if n, err := kept.Expire(ctx, time.Now().Add(-drafts.Life)); err != nil && ctx.Err() == nil {
			slog.Error("clear old drafts", "error", err)
		} else if n > 0 {
			slog.Info("cleared old drafts", "drafts", n)
		}
		select {
		case <-ctx.Done():
			return
		case <-hour.C:
		}
	}
}
