package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"wenban/knowledge/store"
	"wenban/knowledge/watch"
)

// shownDoubts bounds what a reviewer is shown; the rest is told by wenban watch.
const shownDoubts = 20

// printDoubts shows who reviews what has gone wrong by this edition and was not
// wrong before: a copy of an item with another fee, a limit that no other level
// has, an article that does not exist.
func printDoubts(ctx context.Context, s *store.Store, e store.Edition) error {
	found, err := doubts(ctx, s, e)
	if err != nil || len(found) == 0 {
		return err
	}
	fmt.Printf("这个版次带来 %d 处可疑的内容，通过之前请逐条核对：\n", len(found))
	for _, f := range found[:min(shownDoubts, len(found))] {
		fmt.Print(f)
	}
	if len(found) > shownDoubts {
		fmt.Printf("另有 %d 处，用 wenban watch --edition %d 查看\n", len(found)-shownDoubts, e.Number)
	}
	return nil
}

// doubts are the findings in an edition that are not in its base.
func doubts(ctx context.Context, s *store.Store, e store.Edition) ([]watch.Finding, error) {
	at := time.Now()
	after, err := s.Load(ctx, e.Number)
	if err != nil {
		return nil, err
	}
	found := watch.Watch(after, at)
	if len(found) == 0 || e.Base == 0 {
		return found, nil
	}
	before, err := s.Load(ctx, e.Base)
	if err != nil {
		return nil, err
	}
	return notIn(found, watch.Watch(before, at)), nil
}

// notIn are the findings whose trouble is not among those before.
func notIn(found, before []watch.Finding) []watch.Finding {
	return slices.DeleteFunc(found, func(f watch.Finding) bool {
		return slices.ContainsFunc(before, func(b watch.Finding) bool { return b.ID == f.ID })
	})
}
