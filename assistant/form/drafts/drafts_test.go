package drafts

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"wenban/assistant/form"
	"wenban/assistant/handoff"
	"wenban/knowledge"
	"wenban/knowledge/store/db"
	"wenban/knowledge/store/db/dbtest"
	"wenban/knowledge/store/rekey"
	"wenban/knowledge/store/seal"
)

func TestMain(m *testing.M) { os.Exit(dbtest.Main(m)) }

// clock is a clock that is set by hand.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

// each runs a test on both engines, with an empty store and its clock.
func each(t *testing.T, test func(t *testing.T, s *Store, c *clock)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, url string) {
		c := &clock{time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)}
		test(t, New(dbtest.Open(t, url), (*seal.Ring)(nil).Next(), c.now), c)
	})
}

func draft(id string) Draft {
	return Draft{
		ID: id, Talk: "talk", Citizen: "citizen", Item: "code", Region: "990102", Edition: "e-1",
		Content: Content{
			Allow: form.Consent{Identity: true}, Answers: knowledge.Answers{"why": "lost"}, Who: Applicant{Name: "林秀兰"},
			Values: []form.Value{{Field: "name", Text: "林秀兰", Trust: form.Organ, Confirmed: true}},
		},
	}
}

func stored(t *testing.T, s *Store, id string) Draft {
	t.Helper()
	d, err := s.New(t.Context(), draft(id))
	if err != nil {
		t.Fatalf("New(%s) = %v", id, err)
	}
	return d
}

func want(t *testing.T, call string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("%s = %v, want %v", call, got, want)
	}
}

// picture is a drawing that no other number gives.
func picture(n int) []byte {
	m := image.NewGray(image.Rect(0, 0, 4, 4))
	m.Pix[0], m.Pix[1] = byte(n), byte(n>>8)
	var b bytes.Buffer
	_ = png.Encode(&b, m) // into memory
	return b.Bytes()
}

func attached(t *testing.T, s *Store, id string, n int) handoff.Attachment {
	t.Helper()
	a, err := s.Attach(t.Context(), id, "m1", fmt.Sprint("材料", n, ".png"), picture(n))
	if err != nil {
		t.Fatalf("Attach(%s, %d) = %v", id, n, err)
	}
	return a
}

func TestADraftIsThereAsItWasSaved(t *testing.T) {
	each(t, func(t *testing.T, s *Store, c *clock) {
		d := stored(t, s, "A")
		c.at = c.at.Add(time.Hour)
		d.Content.Values[0].Text, d.Content.Seen = "陈志远", 1
		saved, err := s.Save(t.Context(), d)
		want(t, "Save", err, nil)
		got, err := s.Draft(t.Context(), "A")
		if err != nil || !reflect.DeepEqual(got, saved) || got.Version != 2 || got.Content.Values[0].Text != "陈志远" || !got.Expires.Equal(c.at.Add(Life)) {
			t.Errorf("Draft(A) = %+v, %v, want %+v", got, err, saved)
		}
		for name, list := range map[string]func(context.Context, string) ([]Draft, error){"OfTalk": s.OfTalk, "OfCitizen": s.OfCitizen} {
			key := map[string]string{"OfTalk": "talk", "OfCitizen": "citizen"}[name]
			if all, err := list(t.Context(), key); err != nil || len(all) != 1 {
				t.Errorf("%s(%s) = %d drafts, %v, want 1", name, key, len(all), err)
			}
			if all, err := list(t.Context(), ""); err != nil || len(all) != 0 {
				t.Errorf("%s(nobody) = %d drafts, %v, want none", name, len(all), err)
			}
		}
	})
}

func TestOfSeveralSavesOfAVersionOneIsKept(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) {
		d := stored(t, s, "A")
		var wg sync.WaitGroup
		errs := make([]error, 12)
		for i := range errs {
			wg.Go(func() {
				mine := d
				mine.Content.Seen = i + 1
				_, errs[i] = s.Save(t.Context(), mine)
			})
		}
		wg.Wait()
		won := 0
		for i, err := range errs {
			if err == nil {
				won = i + 1
				continue
			}
			want(t, "Save(A, the same version)", err, ErrMoved)
		}
		got, err := s.Draft(t.Context(), "A")
		if err != nil || won == 0 || got.Content.Seen != won || got.Version != 2 {
			t.Errorf("Draft(A) = version %d of %d, %v, want version 2 of %d", got.Version, got.Content.Seen, err, won)
		}
		_, err = s.Save(t.Context(), draft("B"))
		want(t, "Save(a draft there is not)", err, ErrNoDraft)
	})
}

func TestNothingPersonalIsReadableInTheDatabase(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) {
		stored(t, s, "A")
		a, err := s.Attach(t.Context(), "A", "m1", "林秀兰的证件.png", picture(1))
		want(t, "Attach", err, nil)
		_, err = s.Link(t.Context(), "A", ToDraft)
		want(t, "Link", err, nil)
		dump := everything(t, s.db)
		for _, secret := range []string{"林秀兰", "证件", string(picture(1)[30:60]), `"name"`} {
			if strings.Contains(dump, secret) {
				t.Errorf("the database holds %q in the open", secret)
			}
		}
		if !strings.Contains(dump, a.ID) || !strings.Contains(dump, "990102") {
			t.Error("control: the dump of the database has not even what is not personal")
		}
	})
}

// everything is the text of every row of the tables of this room.
func everything(t *testing.T, d *db.DB) string {
	t.Helper()
	var b strings.Builder
	for _, query := range []string{
		`SELECT id || talk || citizen || region || item || edition || content || case_id FROM draft`,
		`SELECT id || draft || case_id || material || name || type || sha256 || key || body FROM attachment`,
		`SELECT hash || draft || leads FROM draft_link`,
	} {
		rows, err := d.Reader().QueryContext(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var row string
			if err := rows.Scan(&row); err != nil {
				t.Fatal(err)
			}
			b.WriteString(row + "\n")
		}
	}
	return b.String()
}

func TestAFileIsKeptOnceAndBelongsToItsDraft(t *testing.T) {
	each(t, func(t *testing.T, s *Store, c *clock) {
		stored(t, s, "A")
		stored(t, s, "B")
		first := attached(t, s, "A", 1)
		c.at = c.at.Add(time.Second)
		if again := attached(t, s, "A", 1); again != first {
			t.Errorf("Attach(the same file) = %+v, want %+v", again, first)
		}
		second := attached(t, s, "A", 2)
		files, err := s.Files(t.Context(), "A")
		if err != nil || !reflect.DeepEqual(files, []handoff.Attachment{first, second}) {
			t.Errorf("Files(A) = %+v, %v, want both, in order", files, err)
		}
		got, body, err := s.File(t.Context(), "A", first.ID)
		if err != nil || got != first || !bytes.Equal(body, picture(1)) {
			t.Errorf("File(A, first) = %+v, %d bytes, %v, want what was sent", got, len(body), err)
		}
		_, _, err = s.File(t.Context(), "B", first.ID)
		want(t, "File(B, a file of A)", err, ErrNoDraft)
		want(t, "Detach(B, a file of A)", s.Detach(t.Context(), "B", first.ID), nil)
		for range 2 {
			want(t, "Detach(A, first)", s.Detach(t.Context(), "A", first.ID), nil)
		}
		if files, err := s.Files(t.Context(), "A"); err != nil || !reflect.DeepEqual(files, []handoff.Attachment{second}) {
			t.Errorf("Files(A) = %+v, %v, want the second alone", files, err)
		}
		_, err = s.Attach(t.Context(), "none", "m1", "a.png", picture(1))
		want(t, "Attach(a draft there is not)", err, ErrNoDraft)
		var wrong form.Wrong
		if _, err = s.Attach(t.Context(), "A", "m1", "a.svg", []byte("<svg/>")); !errors.As(err, &wrong) {
			t.Errorf("Attach(SVG) = %v, want a form.Wrong", err)
		}
	})
}

func TestADraftTakesOnlySoManyFilesHoweverTheyCome(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) {
		stored(t, s, "A")
		var wg sync.WaitGroup
		errs := make([]error, MaxFiles+8)
		for i := range errs {
			wg.Go(func() { _, errs[i] = s.Attach(t.Context(), "A", "m1", "a.png", picture(i)) })
		}
		wg.Wait()
		full := 0
		for _, err := range errs {
			if errors.Is(err, errFull) {
				full++
			} else {
				want(t, "Attach(at once)", err, nil)
			}
		}
		files, err := s.Files(t.Context(), "A")
		if err != nil || len(files) != MaxFiles || full != 8 {
			t.Errorf("of %d files %d were kept and %d refused, %v, want %d and 8", len(errs), len(files), full, err, MaxFiles)
		}
	})
}

func TestADraftThatBecameACaseStaysAsItIs(t *testing.T) {
	each(t, func(t *testing.T, s *Store, c *clock) {
		d := stored(t, s, "A")
		a := attached(t, s, "A", 1)
		token, err := s.Link(t.Context(), "A", ToPhotos)
		want(t, "Link", err, nil)
		d.Case = "CASE"
		d, err = s.Save(t.Context(), d)
		want(t, "Save(with a case)", err, nil)
		_, _, err = s.Redeem(t.Context(), token)
		want(t, "Redeem(link to what was handed in)", err, ErrNoLink)
		_, err = s.Link(t.Context(), "A", ToDraft)
		want(t, "Link(what was handed in)", err, ErrNoDraft)
		_, err = s.Attach(t.Context(), "A", "m1", "b.png", picture(2))
		want(t, "Attach(to what was handed in)", err, ErrNoDraft)
		want(t, "Detach(from what was handed in)", s.Detach(t.Context(), "A", a.ID), nil)
		other := d
		other.Case = "OTHER"
		_, err = s.Save(t.Context(), other)
		want(t, "Save(as another case)", err, ErrMoved)
		other.Case = ""
		_, err = s.Save(t.Context(), other)
		want(t, "Save(as no case)", err, ErrMoved)
		c.at = c.at.Add(2 * Life)
		if n, err := s.Expire(t.Context(), c.at.Add(-Life)); n != 0 || err != nil {
			t.Errorf("Expire = %d, %v, want 0: it was handed in", n, err)
		}
		want(t, "Erase(A)", s.Erase(t.Context(), "A"), nil)
		if body, err := s.FileOf(t.Context(), a); err != nil || !bytes.Equal(body, picture(1)) {
			t.Errorf("FileOf(a file of the case) = %d bytes, %v, want the file: it belongs to the case", len(body), err)
		}
		a.SHA256 = ""
		_, err = s.FileOf(t.Context(), a)
		want(t, "FileOf(another file under its id)", err, ErrNoDraft)
	})
}

// The program may be stopped after it stored the case and before it noted that
// in the draft.
func TestWhatWasHandedInIsNotErasedWhenNobodyNotedIt(t *testing.T) {
	for name, erase := range map[string]func(*Store, *clock) error{
		"Erase":        func(s *Store, _ *clock) error { return s.Erase(context.Background(), "A") },
		"EraseTalk":    func(s *Store, _ *clock) error { _, err := s.EraseTalk(context.Background(), "talk"); return err },
		"EraseCitizen": func(s *Store, _ *clock) error { _, err := s.EraseCitizen(context.Background(), "citizen"); return err },
		"Expire": func(s *Store, c *clock) error {
			_, err := s.Expire(context.Background(), c.at.Add(time.Hour))
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, s *Store, c *clock) {
				for _, id := range []string{"A", "B"} {
					stored(t, s, id)
				}
				kept, gone := attached(t, s, "A", 1), attached(t, s, "B", 2)
				handIn(t, s.db, "talk talk", Key("A"))
				handIn(t, s.db, "talk other", Key("B")) // under the name of a draft that is not theirs
				want(t, name, erase(s, c), nil)
				want(t, "Erase(B)", s.Erase(t.Context(), "B"), nil)
				if body, err := s.FileOf(t.Context(), kept); err != nil || !bytes.Equal(body, picture(1)) {
					t.Errorf("FileOf(a file that was handed in) = %d bytes, %v, want the file", len(body), err)
				}
				_, err := s.FileOf(t.Context(), gone)
				want(t, "control: FileOf(a file that was not handed in)", err, ErrNoDraft)
			})
		})
	}
}

// handIn stores a case as the ledger does.
func handIn(t *testing.T, d *db.DB, scope, key string) {
	t.Helper()
	err := d.Update(t.Context(), func(tx *sql.Tx) error {
		for _, statement := range []string{
			`INSERT INTO talk (id, secret, channel, began) VALUES ($1, '', 'web', 1)`,
			`INSERT INTO turn (talk, seq, said, pick, reply, state, at) VALUES ($1, 1, '', '', '{}', '{}', 1)`,
			`INSERT INTO case_file (id, receipt, kind, state, talk, seq, scope, key, digest, citizen, region, item, edition, category, department, title, secret, parent, opened, due, number, updated, content)
				VALUES ($1, $1, 'application', 'submitted', $1, 1, '` + scope + `', '` + key + `', '', '', '', '', '', '', '', '', false, '', 1, 0, '', 1, '')`,
		} {
			if _, err := tx.ExecContext(t.Context(), statement, scope+key); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestALinkOpensOnceAndForTenMinutes(t *testing.T) {
	each(t, func(t *testing.T, s *Store, c *clock) {
		stored(t, s, "A")
		link := func(to LinkTo) string {
			t.Helper()
			token, err := s.Link(t.Context(), "A", to)
			if err != nil || len(token) < 22 || strings.Contains(token, "A/") {
				t.Fatalf("Link(A) = %q, %v, want 128 random bits", token, err)
			}
			return token
		}
		token := link(ToPhotos)
		var wg sync.WaitGroup
		errs := make([]error, 10)
		for i := range errs {
			wg.Go(func() { _, _, errs[i] = s.Redeem(t.Context(), token) })
		}
		wg.Wait()
		opened := 0
		for _, err := range errs {
			if err == nil {
				opened++
			} else {
				want(t, "Redeem(at once)", err, ErrNoLink)
			}
		}
		if opened != 1 {
			t.Errorf("a link opened %d times, want once", opened)
		}
		last, over := link(ToDraft), link(ToDraft)
		c.at = c.at.Add(LinkLife - time.Second)
		if id, to, err := s.Redeem(t.Context(), last); id != "A" || to != ToDraft || err != nil {
			t.Errorf("Redeem(after 9:59) = %q, %q, %v, want A, draft", id, to, err)
		}
		c.at = c.at.Add(time.Second)
		_, _, err := s.Redeem(t.Context(), over)
		want(t, "Redeem(after ten minutes)", err, ErrNoLink)
		for _, token := range []string{"", "x", strings.Repeat("A", 26)} {
			_, _, err := s.Redeem(t.Context(), token)
			want(t, "Redeem(a guess)", err, ErrNoLink)
		}
	})
}

func TestWhatIsErasedOrExpiredIsGone(t *testing.T) {
	each(t, func(t *testing.T, s *Store, c *clock) {
		for _, id := range []string{"A", "B", "C"} {
			stored(t, s, id)
			attached(t, s, id, 1)
			_, err := s.Link(t.Context(), id, ToDraft)
			want(t, "Link", err, nil)
		}
		for range 2 {
			want(t, "Erase(A)", s.Erase(t.Context(), "A"), nil)
		}
		c.at = c.at.Add(Life - time.Hour)
		attached(t, s, "B", 2) // touches it
		c.at = c.at.Add(2 * time.Hour)
		_, err := s.Draft(t.Context(), "C")
		want(t, "Draft(C, expired)", err, ErrNoDraft)
		if n, err := s.Expire(t.Context(), c.at.Add(-Life)); n != 1 || err != nil {
			t.Errorf("Expire = %d, %v, want 1: C alone", n, err)
		}
		if all, err := s.OfTalk(t.Context(), "talk"); err != nil || len(all) != 1 || all[0].ID != "B" {
			t.Errorf("OfTalk = %+v, %v, want B alone", all, err)
		}
		if dump := everything(t, s.db); strings.Count(dump, "image/png") != 2 {
			t.Errorf("the database holds\n%.2000s\nwant the two files of B alone, and no link", dump)
		}
		if n, err := s.EraseCitizen(t.Context(), "citizen"); n != 1 || err != nil {
			t.Errorf("EraseCitizen = %d, %v, want 1", n, err)
		}
		if n, err := s.EraseTalk(t.Context(), ""); n != 0 || err != nil {
			t.Errorf("EraseTalk(no talk) = %d, %v, want 0", n, err)
		}
		if dump := everything(t, s.db); dump != "" {
			t.Errorf("after everything is erased the database holds\n%.2000s", dump)
		}
	})
}

func TestAfterAChangeOfKeysEverythingIsUnderTheNewOne(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) {
		stored(t, s, "A")
		a := attached(t, s, "A", 1)
		old := s.keys.Current()
		next := s.keys.Next()
		anew := New(s.db, next, s.now)
		for _, wantN := range []int{3, 0} {
			if n, bad, err := rekey.Run(t.Context(), s.db, next, Sealed, func(int, int) {}); n != wantN || bad != 0 || err != nil {
				t.Errorf("rekey.Run = %d, %d bad, %v, want %d", n, bad, err, wantN)
			}
		}
		if strings.Contains(everything(t, s.db), "."+old+".") {
			t.Errorf("something is still sealed under %s", old)
		}
		if d, err := anew.Draft(t.Context(), "A"); err != nil || d.Content.Who.Name != "林秀兰" {
			t.Errorf("Draft(A) = %+v, %v, want it readable", d, err)
		}
		if _, body, err := anew.File(t.Context(), "A", a.ID); err != nil || !bytes.Equal(body, picture(1)) {
			t.Errorf("File(A) = %d bytes, %v, want it readable", len(body), err)
		}
		if _, err := s.Draft(t.Context(), "A"); err == nil {
			t.Error("control: the ring without the new key opens the draft, want an error")
		}
	})
}

func TestWithoutKeysNothingIsStored(t *testing.T) {
	d := dbtest.Open(t, t.TempDir()+"/wenban.db")
	_, err := New(d, nil, time.Now).New(t.Context(), draft("A"))
	want(t, "New(without keys)", err, seal.ErrNoKey)
}
