package memory

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"wenban/knowledge"
	"wenban/knowledge/embed"
	"wenban/knowledge/index"
)

// asking is an edition of two documents, the second in place of the first, with
// two questions confirmed for an article that both have.
func asking() *knowledge.Edition {
	const text = "第一条 为了管理犬只，制定本办法。\n第二条 每户限养一只犬。\n第三条 犬只登记费每年%s元。"
	return knowledge.NewEdition("e", knowledge.Parts{Documents: []knowledge.Document{
		{ID: "P1", Title: "养犬办法", Effective: knowledge.Period{From: "2010-01-01"}, Text: fmt.Sprintf(text, "五百"), Asked: []knowledge.Asked{
			{Q: "家里能养几只狗", Articles: []string{"第二条"}}, {Q: "养狗一年交多少钱", Articles: []string{"第三条"}}, {Q: " ", Articles: []string{"第一条"}}, {Q: "问", Articles: []string{"第九条"}},
		}},
		{ID: "P2", Title: "养犬办法", Effective: knowledge.Period{From: "2020-01-01"}, Text: fmt.Sprintf(text, "三百"), Supersedes: []string{"P1"}},
	}})
}

func TestAQuestionGoesOnToTheSameWordsInTheNextVersion(t *testing.T) {
	all, asked := Shelve(asking())
	if len(all) != 6 {
		t.Fatalf("Shelve = %d provisions, want 6", len(all))
	}
	want := []Confirmed{{"家里能养几只狗", []int{1, 4}}, {"养狗一年交多少钱", []int{2}}}
	if !reflect.DeepEqual(asked, want) {
		t.Errorf("Shelve: asked = %v, want %v: the fee is another in the new version", asked, want)
	}
}

func TestALibraryNeedsEnoughQuestions(t *testing.T) {
	if l := RecallLibrary(t.TempDir(), asking(), nil); l != nil {
		t.Errorf("RecallLibrary of two questions = %v, want none", l)
	}
}

// nicknames is an edition whose articles have formal words and their questions
// everyday ones; with formal, one question each in the words of the article.
func nicknames(formal bool) *knowledge.Edition {
	d := knowledge.Document{ID: "N", Title: "登记办法"}
	for _, w := range []struct{ article, thing, asked string }{
		{"第一条", "犬只", "狗狗"}, {"第二条", "机动车", "小轿车"}, {"第三条", "不动产", "房子"}, {"第四条", "婚姻", "两口子"}, {"第五条", "个体工商户", "小店"}, {"第六条", "船舶", "小艇"},
	} {
		d.Text += w.article + " " + w.thing + "登记应当向主管部门提出。\n"
		asked := []string{w.asked + "要去登记吗", "我的" + w.asked + "怎么办手续", "给" + w.asked + "办证找谁", w.asked + "没办证会怎样", "新买" + w.asked + "几天办好"}
		if formal {
			asked = []string{w.thing + "要登记吗"}
		}
		for _, q := range asked {
			d.Asked = append(d.Asked, knowledge.Asked{Q: q, Articles: []string{w.article}})
		}
	}
	return knowledge.NewEdition("n", knowledge.Parts{Documents: []knowledge.Document{d}})
}

// keeping learns a library in a folder and returns it with the path of its file.
func keeping(t *testing.T, dir string, e *knowledge.Edition) (*Library, string) {
	t.Helper()
	all, asked := Shelve(e)
	l := recallLibrary(dir, index.NewCorpus(all, nil), asked, LibraryConfig{Seed: 1, Tune: embed.Config{Epochs: 4}, Learn: index.LearnConfig{Trees: 3}})
	files, err := filepath.Glob(filepath.Join(dir, "*"+libraryEnd))
	if err != nil || len(files) != 1 {
		t.Fatalf("kept libraries = %v, %v, want one", files, err)
	}
	return l, files[0]
}

// TestALibraryThatDoesNotWinIsNotUsed also holds that it is not learned again.
func TestALibraryThatDoesNotWinIsNotUsed(t *testing.T) {
	dir := t.TempDir()
	if l, _ := keeping(t, dir, nicknames(true)); l != nil {
		t.Errorf("a library of questions in the words of the articles is used, want words alone")
	}
	_, path := keeping(t, dir, nicknames(true))
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if kept, err := readLibrary(file); err != nil || len(kept.Ranker) != 0 || len(file) > 1000 {
		t.Errorf("the file has %d bytes, %v, want a few that say that it lost", len(file), err)
	}
}

// findSame asks two libraries.
func findSame(t *testing.T, what string, a, b *Library) {
	t.Helper()
	for _, q := range []string{"狗狗要登记吗", "小轿车几天办好", "船舶", ""} {
		if x, y := a.Find(q, nil, 6), b.Find(q, nil, 6); !reflect.DeepEqual(x, y) {
			t.Errorf("%s: Find(%s) = %v, want %v", what, q, x, y)
		}
	}
}

func TestAKeptLibraryFindsTheSame(t *testing.T) {
	dir := t.TempDir()
	first, path := keeping(t, dir, nicknames(false))
	written, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if first == nil {
		t.Fatal("recallLibrary = nil, want the library that wins")
	}
	again, _ := keeping(t, dir, nicknames(false))
	findSame(t, "opened", again, first)
	if now, err := os.Stat(path); err != nil || !os.SameFile(written, now) {
		t.Errorf("the file was written again: %v", err)
	}
}

// TestADamagedLibraryIsLearnedAnew also holds that the same words make the same file.
func TestADamagedLibraryIsLearnedAnew(t *testing.T) {
	dir := t.TempDir()
	first, path := keeping(t, dir, nicknames(false))
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	flipped := append([]byte{}, good...)
	flipped[len(flipped)/2] ^= 1
	for name, bad := range map[string][]byte{"a bit flipped": flipped, "cut": good[:len(good)/2], "empty": nil, "foreign": []byte("PK\x03\x04 a zip file of someone else's")} {
		if _, err := readLibrary(bad); err == nil {
			t.Errorf("%s: readLibrary = nil, want an error", name)
		}
	}
	if err := os.WriteFile(path, flipped, 0o600); err != nil {
		t.Fatal(err)
	}
	again, _ := keeping(t, dir, nicknames(false))
	findSame(t, "learned anew", again, first)
	if mended, err := os.ReadFile(path); err != nil || !bytes.Equal(mended, good) {
		t.Errorf("the damaged file has %d bytes, %v, want the %d that were there", len(mended), err, len(good))
	}
}

func FuzzReadLibrary(f *testing.F) {
	f.Add([]byte(libraryMagic))
	f.Fuzz(func(t *testing.T, file []byte) {
		if kept, err := readLibrary(file); err == nil && len(kept.Model) == 0 && len(file) == 0 {
			t.Errorf("readLibrary(%q) = %v, nil", file, kept)
		}
	})
}
