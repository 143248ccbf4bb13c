package sandbox_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"wenban/knowledge"
	"wenban/knowledge/index"
	"wenban/knowledge/ingest"
	"wenban/knowledge/ingest/profile"
	"wenban/knowledge/ingest/sandbox"
)

// public is real public data beside the checkout.
const public = "../../../../shared/data"

// real imports a file of public data by a profile, or skips.
func real(t *testing.T, name, by string) (*knowledge.Edition, ingest.Report) {
	t.Helper()
	path := filepath.Join(public, name)
	if _, err := os.Stat(path); err != nil {
		t.Skip("no public data beside the checkout: ", err)
	}
	text, err := profile.Text(by)
	if err != nil {
		t.Fatal(err)
	}
	e, report, err := ingest.Load(t.Context(), []string{path}, ingest.Options{Convert: sandbox.Convert(string(text), sandbox.Limits{}), Foreign: true})
	if err != nil {
		t.Fatalf("import %s = %v:\n%s", name, err, report)
	}
	return e, report
}

// TestTheCatalogueOfGuangdongIsReadAsOthersConvertedIt holds the items against a
// conversion of the same file that others made: telephones are half-width now,
// blanks around names are gone, and “无线下办理窗口” is no place; nothing else may
// differ.
func TestTheCatalogueOfGuangdongIsReadAsOthersConvertedIt(t *testing.T) {
	e, _ := real(t, "gd_catalog/catalog.jsonl", "guangdong")
	other, report, err := ingest.Load(t.Context(), []string{filepath.Join(public, "gd_catalog/items.jsonl")}, ingest.Options{})
	if err != nil || len(other.Items) != len(e.Items) {
		t.Fatalf("%d items, others have %v (%v):\n%s", len(e.Items), other, err, report)
	}
	differ := 0
	for _, want := range other.Items {
		got, ok := e.Item(want.Code)
		same := ok && got.Name == strings.TrimSpace(want.Name) && got.Department == strings.TrimSpace(want.Department) && len(got.Places) == places(want) && got.Region == want.Region && got.Level == want.Level && got.Type == want.Type &&
			got.TimeLimit == want.TimeLimit && got.Handling.Visits == want.Handling.Visits && slices.Equal(got.Themes, want.Themes) && slices.Equal(got.Audience, want.Audience) && got.ConsultPhone == norm.NFKC.String(strings.TrimSpace(want.ConsultPhone))
		for i := 0; same && i < len(want.Materials); i++ {
			same = slices.ContainsFunc(got.Materials, func(m knowledge.Material) bool { return m.Name == strings.TrimSpace(want.Materials[i].Name) })
		}
		if !same {
			if differ++; differ <= 3 {
				t.Logf("%s differs:\n%+v\n%+v", want.Code, got, want)
			}
		}
	}
	if differ > 0 {
		t.Errorf("%d of %d items differ from the conversion of others", differ, len(other.Items))
	}
	t.Logf("%d items, %d differ", len(e.Items), differ)
}

// places counts the places of an item; others took the words that there is none
// for one.
func places(it knowledge.Item) int {
	return len(slices.DeleteFunc(slices.Clone(it.Places), func(p knowledge.Place) bool { return p.Address == "无线下办理窗口" }))
}

func TestTheListOfGuangan(t *testing.T) {
	e, report := real(t, "sc_guangan/items.csv", "guangan")
	if len(e.Items) != 1135 || e.Items[0].Region != "511602" || report.Errors != 0 {
		t.Errorf("%d items, the first in %q, want 1135 in 511602:\n%s", len(e.Items), e.Items[0].Region, report)
	}
}

// TestLaws is the load test: 3,419 laws in one file.
func TestLaws(t *testing.T) {
	if testing.Short() {
		t.Skip("some ten seconds of both processors")
	}
	begun := time.Now()
	e, report := real(t, "laws/laws.jsonl.gz", "laws")
	took := time.Since(begun)
	articles, without, begins := 0, 0, 0
	for _, d := range e.Documents {
		n := 0
		for _, p := range index.Cut(d) {
			if p.Article != "" {
				n++
			}
		}
		articles += n
		if n == 0 {
			without++
		}
		if d.Effective.From != "" {
			begins++
		}
	}
	answering := 0
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, knowledge.Zone)
	for _, d := range e.Documents {
		if e.InForce(d, now) {
			answering++
		}
	}
	if len(e.Documents) != 3419 || articles < 100_000 || begins < 3000 || report.Linked < 100 {
		t.Errorf("%d documents, %d articles, %d with a beginning, %d links; want 3419, over 100,000, over 3,000, over 100", len(e.Documents), articles, begins, report.Linked)
	}
	t.Logf("%d documents in %v, %d articles, %d documents without one, %d rejected, %d say when they begin, %d replace another, %d answer", len(e.Documents), took.Round(time.Second), articles, without, report.Rejected, begins, report.Linked, answering)
}

func TestTheNationalUploadTables(t *testing.T) {
	data := book(t, map[string][][]any{
		"up_task":     {{"ROW_GUID", "TASK_CODE", "TASK_NAME", "TASK_TYPE", "TASK_STATE", "USE_LEVEL", "SERVER_TYPE", "PROJECT_TYPE", "PROMISE_DAY", "PROMISE_TYPE", "ANTICIPATE_DAY", "ANTICIPATE_TYPE", "LIMIT_SCENE_NUM", "IS_FEE", "HANDLE_TYPE", "BY_LAW", "DEPT_NAME"}, {"g1", "T1", "居住证办理", "07", "1", "4", "1^2", "2", 5, "工作日", 15, "工作日", 1, "1", "1^2", "《居住证暂行条例》（国务院令第663号）第九条、第十条；《云溪市居住证办法》第五条第二款", "云溪市公安局"}, {"g2", "T2", "老事项", "01", "3"}},
		"up_material": {{"TASK_CODE", "MATERIAL_NAME", "MATERIAL_TYPE", "IS_NEED", "PAGE_NUM", "SOURCE_TYPE", "ORDER_NUM"}, {"T1", "身份证", "1", "1", 1, "10", 1}, {"T1", "居住证明", "3", "3", 2, "20", 2}},
		"up_charge":   {{"TASK_CODE", "FEE_NAME", "FEE_STAND", "FEE_BASIS"}, {"T1", "工本费", "20元/证", "价格文件"}},
		"up_faq":      {{"TASK_CODE", "QUESTION", "ANSWER"}, {"T1", "能代办吗", "可以"}},
	})
	e, report := accepted(t, "a.xlsx", data)
	it, _ := e.Item("T1")
	for path, want := range map[string]string{
		"type": "行政确认", "level": "县级", "audience": "自然人、企业法人", "kind": "承诺件", "time_limit": "承诺5个工作日办结（法定15个工作日）", "visits": "到现场1次",
		"channels": "窗口办理、网上办理", "fees": "工本费 20元/证", "department": "云溪市公安局", "faq.0.a": "可以",
	} {
		if got, _ := it.Element(path); got != want {
			t.Errorf("%s = %q, want %q", path, got, want)
		}
	}
	if len(it.Basis) != 2 || it.Basis[0].Article != "第九条、第十条" || it.Basis[1].Title != "云溪市居住证办法" || it.Basis[1].Article != "第五条第二款" {
		t.Errorf("basis = %+v, want two laws with their articles", it.Basis)
	}
	if len(it.Materials) != 2 || it.Materials[1].Original != "原件和复印件" || it.Materials[1].Necessity != "容缺后补" || it.Materials[1].Copies != 2 || it.Materials[1].Source != "政府部门核发" {
		t.Errorf("materials = %+v", it.Materials)
	}
	if _, there := e.Item("T2"); there || !strings.Contains(report.String(), "national") {
		t.Errorf("the cancelled item is there: %t; report:\n%s", there, report)
	}
}

// FuzzPDF goes through the child, as files do: on some bytes the library hangs,
// and what must hold is that the import ends with a reason.
func FuzzPDF(f *testing.F) {
	f.Add(page(draw(ruleLines...)))
	f.Add(page("BT /F1 12 Tf <AB"))
	f.Add(scan())
	f.Fuzz(func(t *testing.T, data []byte) {
		_, report, err := takeWith(t, short, "a.pdf", data)
		if err != nil && report.Errors == 0 {
			t.Errorf("import = %v without a reason:\n%s", err, report)
		}
	})
}

// TestI12DamagedPDFsAreReadOrRefused flips bytes of a PDF, in children: the
// library may hang or use memory without end on any of them.
func TestI12DamagedPDFsAreReadOrRefused(t *testing.T) {
	data := page(draw(ruleLines...))
	accepted(t, "a.pdf", data)
	mutants := 24
	if os.Getenv("WENBAN_MUTANTS") != "" {
		mutants = 2000
	}
	refusals := 0
	for i := range mutants {
		damaged := bytes.Clone(data)
		for j := range 1 + i%4 {
			damaged[(i*7919+j*104729)%len(damaged)] ^= byte(1 << ((i + j) % 8))
		}
		e, report, err := takeWith(t, short, "a.pdf", damaged)
		if err != nil && report.Errors == 0 || err == nil && e == nil {
			t.Errorf("mutant %d = %v without a reason:\n%s", i, err, report)
		}
		if err != nil {
			refusals++
		}
	}
	t.Logf("%d of %d mutants refused", refusals, mutants)
}
