package kind

import (
	"bytes"
	"errors"
	"math"
	"strings"
	"testing"
)

// few are enough to tell two kinds apart.
var few = []Example{
	{Text: "护照丢了怎么补", Kind: Service}, {Text: "身份证到期了要换", Kind: Service}, {Text: "公积金怎么提", Kind: Service}, {Text: "开个饭店要什么证", Kind: Service},
	{Text: "你好", Kind: Smalltalk}, {Text: "谢谢你", Kind: Smalltalk}, {Text: "再见", Kind: Smalltalk}, {Text: "在吗", Kind: Smalltalk},
}

func TestKindsAreToldByStyle(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       Kind
	}{
		{"a need", "我的护照不见了要补一本", Service},
		{"a mother is no curse", "想把我妈的房子改成我的名字", Service},
		{"a complaint without the word for it", "楼下烧烤店油烟天天往我家飘", Complaint},
		{"a greeting", "您好，有人在吗", Smalltalk},
		{"the wish for a person", "我不想跟机器人说，给我找个人", Human},
		{"how far it is", "上个月交的材料审得怎么样了", Progress},
		{"what no government does", "明天会不会下雨", Refuse},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, share := Default().Shares(c.text).Best(); got != c.want {
				t.Errorf("Shares(%s).Best() = %s with %.2f, want %s", c.text, got, share, c.want)
			}
		})
	}
}

func TestSharesSumToOneForAnyText(t *testing.T) {
	for _, text := range []string{"", "?", "\x00", "😀", strings.Repeat("办", 100000), "\xff\xfe", "護照"} {
		sum := 0.0
		for _, x := range Default().Shares(text) {
			sum += x
		}
		if math.Abs(sum-1) > 1e-9 {
			t.Errorf("Shares(%.10q) sum to %v, want 1", text, sum)
		}
	}
}

func TestEqualExamplesMakeEqualModels(t *testing.T) {
	var a, b bytes.Buffer
	if err := errors.Join(Train(few, nil).Save(&a), Train(few, nil).Save(&b)); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two trainings on the same examples saved different files, want the same")
	}
}

func TestAModelIsTheSameAfterItIsLoaded(t *testing.T) {
	m := Train(few, nil)
	var b bytes.Buffer
	if err := m.Save(&b); err != nil {
		t.Fatal(err)
	}
	got, err := Load(&b)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range few {
		if a, b := m.Shares(x.Text), got.Shares(x.Text); a != b {
			t.Errorf("Shares(%s) = %v after loading, want %v", x.Text, b, a)
		}
	}
}

func TestADamagedFileIsRefused(t *testing.T) {
	var b bytes.Buffer
	if err := Train(few, nil).Save(&b); err != nil {
		t.Fatal(err)
	}
	for n := range b.Len() {
		if _, err := Load(bytes.NewReader(b.Bytes()[:n])); !errors.Is(err, ErrFormat) {
			t.Fatalf("Load of the first %d bytes: %v, want ErrFormat", n, err)
		}
	}
	if _, err := Load(bytes.NewReader(b.Bytes())); err != nil {
		t.Errorf("Load of the whole file: %v, want none", err)
	}
}

func TestTheCompiledInModelIsOfTheseExamples(t *testing.T) {
	if Stale() {
		t.Error("kinds.bin was trained on other examples: run `wenban train` and build again")
	}
}

func TestEveryKindHasExamples(t *testing.T) {
	n := map[Kind]int{}
	for _, x := range Examples() {
		n[x.Kind]++
	}
	for _, k := range Kinds {
		if n[k] < 100 {
			t.Errorf("%d examples of %s, want 100 at least", n[k], k)
		}
	}
	t.Log(n)
}

func FuzzLoad(f *testing.F) {
	var b bytes.Buffer
	if err := Train(few, nil).Save(&b); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte(magic))
	f.Fuzz(func(t *testing.T, file []byte) {
		if m, err := Load(bytes.NewReader(file)); err == nil {
			m.Shares("护照丢了")
		}
	})
}

func BenchmarkShares(b *testing.B) {
	m := Default()
	for b.Loop() {
		m.Shares("昨晚坐公交钱包让人摸走了，身份证也在里头，酒店都住不了，急死了怎么办")
	}
}
