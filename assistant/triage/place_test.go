package triage

import (
	"reflect"
	"testing"

	"wenban/assistant/read"
	"wenban/knowledge"
	"wenban/knowledge/sample"
)

func sampleEdition(t testing.TB) *knowledge.Edition {
	t.Helper()
	e, err := sample.Load()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestPlaces(t *testing.T) {
	e := sampleEdition(t)
	p, reader := NewPlaces(e), read.New(e.Regions)
	for _, c := range []struct {
		text string
		want Place
	}{
		{"溪南区锦溪大道88号老王烧烤油烟太大", Place{Region: "990104001", Street: "锦溪大道", Words: "溪南区锦溪大道88号"}},
		{"康宁路15号门口井盖没了", Place{Region: "990102", Street: "康宁路", Words: "康宁路15号"}},
		{"青松路路灯不亮", Place{Region: "990121", Street: "青松路", Words: "青松路"}},
		{"我家在幸福里小区3号楼", Place{Words: "幸福里小区3号楼"}},
		{"云东区朝晖街道", Place{Region: "990102001", Words: "云东区朝晖街道"}},
		{"青岭县石桥镇大湾村的路烂了", Place{Region: "990121101", Words: "青岭县石桥镇大湾村"}},
		{"我们小区电梯坏了", Place{}},
		{"楼下饭店油烟太大", Place{}},
		{"这条路坑坑洼洼", Place{}},
		{"高速公路收费站多扣钱", Place{}},
		{"孩子学校食堂饭菜馊了", Place{}},
		{"网络断了三天", Place{}},
		{"解放东路有个大坑", Place{Street: "解放东路", Words: "解放东路"}},
		{"在解放路和人民路路口", Place{Street: "解放路", Words: "解放路"}},
	} {
		got := p.Find(c.text, reader.Read(c.text, read.Context{}).Region)
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("Find(%q) = %+v; want %+v", c.text, got, c.want)
		}
	}
}

func TestAStreetInTwoDistrictsIsAsked(t *testing.T) {
	e := knowledge.NewEdition("e", knowledge.Parts{
		Regions: []knowledge.Region{{Code: "1", Name: "甲市", Level: "市级"}, {Code: "11", Name: "东区", Parent: "1", Level: "县级"}, {Code: "12", Name: "西区", Parent: "1", Level: "县级"}},
		Halls:   []knowledge.Hall{{Region: "11", Address: "东区人民路1号"}, {Region: "12", Address: "西区人民路2号"}},
	})
	if got := NewPlaces(e).Find("人民路路灯不亮", ""); !reflect.DeepEqual(got.Among, []string{"11", "12"}) || got.Region != "" {
		t.Errorf("Find(人民路路灯不亮) = %+v; want a choice of two districts", got)
	}
}

// TestPlacesAreFoundTheSameEachTime: of two known streets that are as long the
// first counts.
func TestPlacesAreFoundTheSameEachTime(t *testing.T) {
	p := NewPlaces(sampleEdition(t))
	for range 50 {
		if got := p.Find("康宁路和青松路路口", ""); got.Street != "康宁路" {
			t.Fatalf("Find(康宁路和青松路路口) = %+v; want 康宁路", got)
		}
	}
}
