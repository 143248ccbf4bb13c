package statutes_test

import (
	"compress/gzip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wenban/eval/statutes"
)

// folder writes files, those whose names end in .gz packed.
func folder(t *testing.T, files map[string]string) string {
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if b.WriteString(text); strings.HasSuffix(name, ".gz") {
			b.Reset()
			z := gzip.NewWriter(&b)
			_, _ = z.Write([]byte(text)) // a Builder takes everything
			_ = z.Close()
		}
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

var good = map[string]string{
	"laws/national_articles.jsonl.gz": `{"id":7,"law":"养犬条例","date":"2020-01-01","category":"行政法规","article":"第一条","text":"养犬应当登记。"}` + "\n" +
		`{"id":9,"law":"养犬条例","date":"2020-01-01","category":"行政法规","article":"第二条","text":"登记不收费。"}` + "\n",
	"laws/laws.jsonl.gz":    `{"title":"养犬条例","date":"2020-01-01","text":"## 第一章 总则\n\n第一条 养犬应当登记。\n\n## 第二章 费用\n\n第二条 登记不收费。"}` + "\n",
	"stard/queries_a.jsonl": `{"query_id":3,"query":"养狗要钱吗"}` + "\n" + `{"query_id":4,"query":"没有答案"}` + "\n",
	"stard/qrels_a.tsv":     "query_id\tarticle_id\tgold_name\n3\t9\t养犬条例第二条\n",
}

func TestAFolderIsReadWithItsChapters(t *testing.T) {
	d, err := statutes.Load(folder(t, good))
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Provisions) != 2 || d.Provisions[0].Heading != "第一章 总则" || d.Provisions[1].Heading != "第二章 费用" {
		t.Errorf("Load: provisions = %+v, want two, below 第一章 总则 and 第二章 费用", d.Provisions)
	}
	if len(d.Questions) != 1 || d.Questions[0].Text != "养狗要钱吗" || len(d.Questions[0].Gold) != 1 || d.Questions[0].Gold[0] != 1 {
		t.Errorf("Load: questions = %+v, want 养狗要钱吗 with provision 1", d.Questions)
	}
}

func TestWhatCannotBeReadIsNamed(t *testing.T) {
	for name, text := range map[string]string{
		"laws/national_articles.jsonl.gz": "{", "stard/queries_a.jsonl": "[1]", "stard/qrels_a.tsv": "3\t8\tx\n",
	} {
		files := map[string]string{name: text}
		for n, v := range good {
			if n != name {
				files[n] = v
			}
		}
		if _, err := statutes.Load(folder(t, files)); err == nil || !strings.Contains(err.Error(), filepath.Base(name)) {
			t.Errorf("Load with a bad %s: error = %v, want one that names the file", name, err)
		}
	}
	if _, err := statutes.Load(t.TempDir()); err == nil {
		t.Error("Load of an empty folder: no error")
	}
}
