package memory_test

import (
	"slices"
	"strings"
	"testing"

	"wenban/knowledge"
	"wenban/knowledge/lexicon"
	"wenban/knowledge/memory"
)

// lent returns the services lent to things of these names, in their order.
func lent(t *testing.T, items, events []string, services ...string) [][]string {
	t.Helper()
	var p knowledge.Parts
	for _, n := range items {
		p.Items = append(p.Items, knowledge.Item{Code: n, Name: n})
	}
	for _, n := range events {
		p.Events = append(p.Events, knowledge.LifeEvent{ID: n, Name: n})
	}
	bank := memory.Lend(knowledge.NewEdition("e", p), bankOf(services))
	var out [][]string
	for _, id := range append(slices.Clone(items), events...) {
		var names []string
		for _, l := range bank.Loans[id] {
			names = append(names, l.Service)
		}
		out = append(out, names)
	}
	return out
}

func bankOf(names []string) (services []lexicon.Service) {
	for _, n := range names {
		services = append(services, lexicon.Service{Names: strings.Split(n, "|"), Questions: []string{n + "怎么办"}})
	}
	return services
}

// TestVariantsAreNotTakenForEachOther holds what a reader expects of names that
// differ in one word.
func TestVariantsAreNotTakenForEachOther(t *testing.T) {
	for _, c := range []struct {
		item     string
		services []string
		want     string
	}{
		{"居民身份证换领", []string{"居民身份证首次申领", "居民身份证换领", "居民身份证丢失补领"}, "居民身份证换领"},
		{"居民身份证丢失补领", []string{"居民身份证首次申领", "居民身份证换领", "居民身份证补领|居民身份证丢失补领"}, "居民身份证补领"},
		{"公共场所卫生许可", []string{"公共场所卫生许可证变更", "公共场所卫生许可(新办)", "公共场所卫生许可证注销"}, "公共场所卫生许可(新办)"},
		{"食品经营许可（变更）", []string{"食品经营许可(新办)", "食品经营许可变更", "食品经营许可延续"}, "食品经营许可变更"},
		{"执业药师注销注册", []string{"执业药师首次注册|执业药师注册", "执业药师注销注册"}, "执业药师注销注册"},
		{"个体工商户注销登记", []string{"公司注销登记", "个体工商户注销登记"}, "个体工商户注销登记"},
		{"有限责任公司变更登记", []string{"有限责任公司变更登记|公司变更登记", "个体工商户变更登记"}, "有限责任公司变更登记"},
		{"租房提取住房公积金", []string{"租房提取住房公积金", "购房提取住房公积金"}, "租房提取住房公积金"},
		{"残疾人证换领", []string{"残疾人证换领", "残疾人证查询", "残疾人证注销"}, "残疾人证换领"},
		{"超限运输车辆跨省行驶公路审批(三类超限运输车辆)", []string{"超限运输车辆跨省行驶公路审批(一类)", "超限运输车辆跨省行驶公路审批(三类)"}, "超限运输车辆跨省行驶公路审批(三类)"},
	} {
		if got := lent(t, []string{c.item}, nil, c.services...)[0]; !slices.Equal(got, []string{c.want}) {
			t.Errorf("Lend of %v to %s = %v, want %s alone", c.services, c.item, got, c.want)
		}
	}
}

// TestANameOfSeveralVariantsTakesThemAll is the control of the variants.
func TestANameOfSeveralVariantsTakesThemAll(t *testing.T) {
	got := lent(t, []string{"社会保障卡补领、换领"}, nil, "社会保障卡补领", "社会保障卡换领", "社会保障卡注销")[0]
	slices.Sort(got)
	if want := []string{"社会保障卡换领", "社会保障卡补领"}; !slices.Equal(got, want) {
		t.Errorf("Lend to 社会保障卡补领、换领 = %v, want %v", got, want)
	}
}

func TestAGeneralServiceIsLentToEachVariant(t *testing.T) {
	items := []string{"户口迁移审批（投靠类）", "户口迁移审批（人才类）"}
	for i, got := range lent(t, items, nil, "户口迁移审批", "养犬登记") {
		if !slices.Equal(got, []string{"户口迁移审批"}) {
			t.Errorf("Lend to %s = %v, want 户口迁移审批: its questions leave open which one", items[i], got)
		}
	}
}

func TestAnItemLeftWithNoneTakesItsBest(t *testing.T) {
	items := []string{"图书馆书目检索", "省立科技图书馆书目检索"}
	for i, got := range lent(t, items, nil, "图书馆书目检索", "养犬登记") {
		if !slices.Equal(got, []string{"图书馆书目检索"}) {
			t.Errorf("Lend to %s = %v, want 图书馆书目检索", items[i], got)
		}
	}
}

func TestLifeEventsAndItemsDoNotLendToEachOther(t *testing.T) {
	got := lent(t, []string{"企业注销登记"}, []string{"企业注销一件事"}, "企业注销登记", "企业注销登记一件事")
	if !slices.Equal(got[0], []string{"企业注销登记"}) || !slices.Equal(got[1], []string{"企业注销登记一件事"}) {
		t.Errorf("Lend to 企业注销登记 and 企业注销一件事 = %v, want each its own", got)
	}
	got = lent(t, []string{"企业注销登记"}, []string{"企业注销一件事"}, "企业注销登记一件事")
	if len(got[0]) > 0 {
		t.Errorf("Lend of 企业注销登记一件事 to the item 企业注销登记 = %v, want nothing", got[0])
	}
	e, bank := city(t)
	for id, loans := range bank.Loans {
		for _, l := range loans {
			if _, item := e.Item(id); item == strings.HasSuffix(l.Service, "一件事") {
				t.Errorf("%s has the questions of %s", id, l.Service)
			}
		}
	}
}

func TestEveryItemOfTheSampleCityHasQuestions(t *testing.T) {
	e, bank := city(t)
	for _, it := range e.Items {
		if len(bank.Questions(it.Code)) < 3 {
			t.Errorf("%s has %d questions, want some", it.Name, len(bank.Questions(it.Code)))
		}
	}
}

func TestWhatIsUnlistedIsNoneOfTheCity(t *testing.T) {
	e, bank := city(t)
	names := map[string]bool{}
	for _, s := range bank.Unlisted {
		for _, n := range s.Names {
			names[n] = true
		}
	}
	for _, it := range e.Items {
		for _, n := range append([]string{it.Name}, it.Aliases...) {
			if names[n] {
				t.Errorf("%s is unlisted, and an item", n)
			}
		}
	}
	for _, n := range []string{"剧毒化学品道路运输通行证核发", "海域使用权续期审核、审批"} { // the control
		if !names[n] {
			t.Errorf("%s is not unlisted, want it to be: the city has nothing like it", n)
		}
	}
}

func TestNoItemsAndNoServicesLendNothing(t *testing.T) {
	empty := knowledge.NewEdition("e", knowledge.Parts{})
	if b := memory.Lend(empty, nil); len(b.Loans)+len(b.Unlisted) != 0 || b.Questions("x") != nil {
		t.Errorf("Lend(nothing, nothing) = %+v, want nothing", b)
	}
	if b := memory.Lend(empty, bankOf([]string{"养犬登记"})); len(b.Loans) != 0 || len(b.Unlisted) != 1 {
		t.Errorf("Lend(nothing, 养犬登记) = %+v, want it unlisted", b)
	}
}
