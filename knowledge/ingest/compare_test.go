package ingest_test

import (
	"slices"
	"testing"

	"wenban/knowledge"
	"wenban/knowledge/ingest"
	"wenban/knowledge/sample"
)

func TestEveryChangeIsNamedByItsElement(t *testing.T) {
	was := knowledge.Item{
		Code: "A", Name: "补领", Conditions: []string{"年满十六", "本人到场"}, Fees: []knowledge.Fee{{Name: "工本费", Amount: 40}},
		Materials: []knowledge.Material{{ID: "m1", Name: "照片", Copies: 1}, {ID: "m2", Name: "户口簿"}},
		TimeLimit: knowledge.TimeLimit{Promised: knowledge.Span{Days: 20, Unit: "工作日"}},
	}
	is := was
	is.Fees = []knowledge.Fee{{Name: "工本费", Amount: 20}}
	is.Conditions = []string{"本人到场", "年满十八"}
	is.Materials = []knowledge.Material{{ID: "m0", Name: "申请表"}, {ID: "m1", Name: "照片", Copies: 2}}
	is.TimeLimit.Promised.Days = 10
	want := []ingest.FieldChange{
		{"conditions", "受理条件(conditions)", "", "年满十八"},
		{"conditions", "受理条件(conditions)", "年满十六", ""},
		{"fees.工本费.amount", "收费 金额(fees.工本费.amount)", "40", "20"},
		{"materials.m0.id", "申请材料 编号(materials.m0.id)", "", "m0"},
		{"materials.m0.name", "申请材料 名称(materials.m0.name)", "", "申请表"},
		{"materials.m1.copies", "申请材料 份数(materials.m1.copies)", "1", "2"},
		{"materials.m2.id", "申请材料 编号(materials.m2.id)", "m2", ""},
		{"materials.m2.name", "申请材料 名称(materials.m2.name)", "户口簿", ""},
		{"time_limit.promised.days", "办结时限 承诺 天数(time_limit.promised.days)", "20", "10"},
	}
	c := ingest.Compare(knowledge.Parts{Items: []knowledge.Item{was}}, knowledge.Parts{Items: []knowledge.Item{is}})
	if len(c.Changed) != 1 || !slices.Equal(c.Changed[0].Fields, want) {
		t.Errorf("Compare = %+v, want one change with\n%+v", c, want)
	}
}

func TestWhatCameAndWentIsListedAndOrderOfRecordsIsNoChange(t *testing.T) {
	a, b, c := knowledge.Item{Code: "A", Name: "甲"}, knowledge.Item{Code: "B", Name: "乙"}, knowledge.Item{Code: "C", Name: "丙"}
	got := ingest.Compare(knowledge.Parts{Items: []knowledge.Item{a, b}}, knowledge.Parts{Items: []knowledge.Item{c, b}})
	if len(got.Added) != 1 || got.Added[0].ID != "C" || len(got.Withdrawn) != 1 || got.Withdrawn[0].Name != "甲" || got.Unchanged != 1 || got.Empty() {
		t.Errorf("Compare = %+v, want 丙 added, 甲 withdrawn, 乙 unchanged", got)
	}
	got = ingest.Compare(knowledge.Parts{Items: []knowledge.Item{a, b}}, knowledge.Parts{Items: []knowledge.Item{b, a}})
	if !got.Empty() || got.Unchanged != 2 {
		t.Errorf("Compare after sorting = %+v, want nothing", got)
	}
}

func TestTheOrderOfAListIsAChange(t *testing.T) {
	was := knowledge.Item{Code: "A", Steps: []knowledge.Step{{Name: "受理"}, {Name: "审核"}}}
	is := knowledge.Item{Code: "A", Steps: []knowledge.Step{{Name: "审核"}, {Name: "受理"}}}
	want := []ingest.FieldChange{{"steps", "办理流程(steps)", "顺序:受理、审核", "顺序:审核、受理"}}
	if got := ingest.CompareRecords(was, is); !slices.Equal(got, want) {
		t.Errorf("CompareRecords = %+v, want %+v", got, want)
	}
}

func TestAnEditionDoesNotDifferFromItself(t *testing.T) {
	e, err := sample.Load()
	if err != nil {
		t.Fatal(err)
	}
	parts := knowledge.Parts{Items: e.Items, Documents: e.Documents, Events: e.Events, Regions: e.Regions.All, Halls: e.Halls, Overrides: e.Overrides}
	c := ingest.Compare(parts, parts)
	if !c.Empty() || c.Unchanged < len(e.Items) {
		t.Errorf("Compare(sample, sample) = %+v, want no change of %d", c, len(e.Items))
	}
}
