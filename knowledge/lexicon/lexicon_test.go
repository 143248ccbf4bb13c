package lexicon_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"wenban/knowledge/lexicon"
	"wenban/knowledge/segment"
)

// folder makes a data folder of files whose columns are parted by " / ".
func folder(files map[string]string) fstest.MapFS {
	dir := fstest.MapFS{}
	for name, text := range files {
		dir[name] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(text, " / ", "\t"))}
	}
	return dir
}

func load(t testing.TB, files map[string]string) *lexicon.Lexicon {
	t.Helper()
	l, err := lexicon.Load(folder(files))
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	return l
}

var small = map[string]string{
	"classes.tsv":  "@kin / 爸|妈|老伴\n@house / 房|屋\n",
	"dialect.tsv":  "# 方言\n唔 / 不 / 粤\n唔见咗 / 不见了 / 粤\n系 / 是 / 粤\n要啥 / 要什么\n啥子 / 什么\n嘅 / 的\n",
	"patterns.tsv": "^亲\n^请问\n^你好\n^你好请问\n请问一下\n我想咨询一下\n怎么办理\n怎么办$\n需要什么材料\n吗$\n",
	"groups/a.tsv": "身份证丢失补领|补领居民身份证 / 身份证丢了|身份证不见了\n" +
		"死亡|去世 / 走了|没了 / 0.5 / @kin\n" +
		"注销户口 / 走了 / 0.3 / @kin&户口\n" +
		"转移登记 / 过户 / 0.8 / @house\n" +
		"机动车转让登记 / 过户 / 0.9 / 车|摩托&!房\n" +
		"联系方式 / 电话\n五险一金 / 保险\n最低生活保障 / 低保\n低保边缘 / 低保边上 / 0.6\n",
}

func TestExpand(t *testing.T) {
	l := load(t, small)
	tests := []struct {
		name, text string
		want       []lexicon.Expansion
	}{
		{"everyday words become all official terms", "身份证丢了", []lexicon.Expansion{{"身份证丢了", "身份证丢失补领", 1, "a"}, {"身份证丢了", "补领居民身份证", 1, "a"}}},
		{"equal words in both directions", "爸去世", []lexicon.Expansion{{"去世", "死亡", 0.5, "a"}}},
		{"terms in the text are left out", "爸走了,去世", []lexicon.Expansion{{"走了", "死亡", 0.5, "a"}}},
		{"context must hold", "他走了", nil},
		{"a class is a context", "爸走了", []lexicon.Expansion{{"走了", "死亡", 0.5, "a"}, {"走了", "去世", 0.5, "a"}}},
		{"conditions must all hold", "爸走了户口", []lexicon.Expansion{{"走了", "死亡", 0.5, "a"}, {"走了", "去世", 0.5, "a"}, {"走了", "注销户口", 0.3, "a"}}},
		{"context decides between meanings", "房子过户", []lexicon.Expansion{{"过户", "转移登记", 0.8, "a"}}},
		{"the other meaning", "摩托过户", []lexicon.Expansion{{"过户", "机动车转让登记", 0.9, "a"}}},
		{"what must not stand there", "车和房过户", []lexicon.Expansion{{"过户", "转移登记", 0.8, "a"}}},
		{"the longest word counts", "低保边上", []lexicon.Expansion{{"低保边上", "低保边缘", 0.6, "a"}}},
		{"a word of no meaning here lets the shorter be found", "低保边", []lexicon.Expansion{{"低保", "最低生活保障", 1, "a"}}},
		{"in order of the words", "低保电话", []lexicon.Expansion{{"低保", "最低生活保障", 1, "a"}, {"电话", "联系方式", 1, "a"}}},
		{"nothing", "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := l.Expand(tt.text); !reflect.DeepEqual(got, tt.want) {
				t.Errorf("Expand(%q) = %v, want %v", tt.text, got, tt.want)
			}
		})
	}
}

func TestConcepts(t *testing.T) {
	l := load(t, small)
	tests := []struct {
		name, text string
		want       []lexicon.Concept
	}{
		{"everyday and official words meet", "妈没了,去世", []lexicon.Concept{{"死亡", "没了", 3, 9, 0.5}, {"死亡", "去世", 10, 16, 1}}},
		{"official words need no context", "去世", []lexicon.Concept{{"死亡", "去世", 0, 6, 1}}},
		{"everyday words need it", "没了", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := l.Concepts(tt.text); !reflect.DeepEqual(got, tt.want) {
				t.Errorf("Concepts(%q) = %v, want %v", tt.text, got, tt.want)
			}
		})
	}
}

func TestStandard(t *testing.T) {
	l := load(t, small)
	tests := []struct{ name, text, want string }{
		{"the longest first", "我嘅证唔见咗", "我的证不见了"},
		{"single words", "唔系", "不是"},
		{"a longer word of the lexicon protects", "联系方式", "联系方式"},
		{"a longer dialect word inside wins", "要啥子材料", "要什么材料"},
		{"a common word protects its characters", "关系和体系,我系", "关系和体系,我是"},
		{"standard text stays", "身份证丢了", "身份证丢了"},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := l.Standard(tt.text); got != tt.want {
				t.Errorf("Standard(%q) = %q, want %q", tt.text, got, tt.want)
			}
		})
	}
}

func TestStrip(t *testing.T) {
	l := load(t, small)
	tests := []struct{ name, text, want string }{
		{"beginning and end", "请问,我想咨询一下身份证丢了怎么办?", "身份证丢了"},
		{"the most of two ways", "你好请问一下身份证", "身份证"},
		{"in the middle leaves a space", "身份证怎么办理在哪办", "身份证 在哪办"},
		{"tied to the beginning", "我请问护照", "我请问护照"},
		{"tied to the end", "怎么办护照", "怎么办护照"},
		{"several at the end", "护照需要什么材料吗?", "护照"},
		{"never everything", "请问怎么办", "请问怎么办"},
		{"a form of address", "亲,护照需要什么材料", "护照"},
		{"a character of a common word stays", "亲属关系证明", "亲属关系证明"},
		{"only punctuation stays", "???", "???"},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := l.Strip(tt.text); got != tt.want {
				t.Errorf("Strip(%q) = %q, want %q", tt.text, got, tt.want)
			}
		})
	}
}

func TestMask(t *testing.T) {
	l := load(t, small)
	tests := []struct{ name, text, want string }{
		{"amounts", "欠了五千块工资", "欠了 工资"},
		{"amounts in figures", "花了120.5万元买房", "花了 买房"},
		{"round amounts without a unit", "注册资本100万", "注册资本"},
		{"times", "拖了三个月半年十多年", "拖了"},
		{"dates", "2024-05-06和2023年6月1日", "和"},
		{"ages", "我43岁了", "我 了"},
		{"ages at which something begins stay", "八十岁补贴,年满60岁", "八十岁补贴,年满60岁"},
		{"people", "两个孩子", "孩子"},
		{"mobile and identity numbers", "13812345678身份证11010119900101123x", "身份证"},
		{"names of years", "梦回五千年", "梦回"},
		{"ordinals stay", "第二次申请第3条", "第二次申请第3条"},
		{"set phrases stay", "五险一金 一般纳税人 一件事 三证合一 一次性补贴 三支一扶", "五险一金 一般纳税人 一件事 三证合一 一次性补贴 三支一扶"},
		{"hotlines stay", "打12345和12333", "打12345和12333"},
		{"school years stay", "三年级转学", "三年级转学"},
		{"confinement nurses stay", "找一个月嫂", "找一个月嫂"},
		{"grades stay", "十级伤残 二级建造师", "十级伤残 二级建造师"},
		{"no figure", "身份证丢了", "身份证丢了"},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := l.Mask(tt.text); got != tt.want {
				t.Errorf("Mask(%q) = %q, want %q", tt.text, got, tt.want)
			}
		})
	}
}

func TestWordsAndOfficial(t *testing.T) {
	l := load(t, map[string]string{"groups/a.tsv": "死亡|去世 / 走了\n死亡 / 没了\n"})
	if got, want := l.Words(), []string{"死亡", "去世", "走了", "没了"}; !reflect.DeepEqual(got, want) {
		t.Errorf("Words() = %q, want %q", got, want)
	}
	if got, want := l.Official(), []string{"死亡", "去世"}; !reflect.DeepEqual(got, want) {
		t.Errorf("Official() = %q, want %q", got, want)
	}
}

// WordsIn finds what looking for each word of the lexicon in turn finds.
func TestWordsIn(t *testing.T) {
	l := lexicon.Default()
	for _, text := range []string{"", "居民身份证补领", "国有建设用地使用权及房屋所有权转移登记", "我爸走了要注销户口吗abc", "\xff户口"} {
		got, want := map[string]bool{}, map[string]bool{}
		l.WordsIn(text, func(word string) { got[word] = true })
		for _, w := range l.Words() {
			if strings.Contains(text, w) {
				want[w] = true
			}
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("WordsIn(%q) = %v, want %v", text, got, want)
		}
		if len(text) > 10 && len(got) == 0 {
			t.Errorf("WordsIn(%q) finds nothing, want some words", text)
		}
	}
}

func TestLoadNamesWhereARowIsWrong(t *testing.T) {
	tests := []struct{ name, file, text, want string }{
		{"no official term", "groups/a.tsv", "# 注\n / 丢了\n", "groups/a.tsv:2:1"},
		{"no everyday word", "groups/a.tsv", "补领\n", "groups/a.tsv:1:2"},
		{"only empty everyday words (I50)", "groups/a.tsv", "补领 / | |\n", "groups/a.tsv:1:2"},
		{"wrong weight", "groups/a.tsv", "补领 / 丢了 / 2\n", "groups/a.tsv:1:3"},
		{"weight is no number", "groups/a.tsv", "补领 / 丢了 / 高\n", "groups/a.tsv:1:3"},
		{"unknown class", "groups/a.tsv", "补领 / 丢了 / 1 / @none\n", "groups/a.tsv:1:4"},
		{"too many columns", "groups/a.tsv", "补领 / 丢了 / 1 /  / x\n", "groups/a.tsv:1:5"},
		{"class without @", "classes.tsv", "kin / 爸\n", "classes.tsv:1:1"},
		{"class without words", "classes.tsv", "@kin\n", "classes.tsv:1:2"},
		{"dialect without standard", "dialect.tsv", "唔\n", "dialect.tsv:1:2"},
		{"empty pattern", "patterns.tsv", "^\n", "patterns.tsv:1:1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := lexicon.Load(folder(map[string]string{tt.file: tt.text}))
			if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "改法") {
				t.Errorf("Load(%q) = %v, want an error at %s with its fix", tt.text, err, tt.want)
			}
		})
	}
}

func TestLoadOfAnEmptyFolderIsEmpty(t *testing.T) {
	l, err := lexicon.Load(fstest.MapFS{})
	if err != nil {
		t.Fatalf("Load of an empty folder: %v", err)
	}
	const text = "身份证丢了"
	if got := l.Standard(l.Strip(l.Mask(text))); got != text || l.Expand(text) != nil || l.Concepts(text) != nil {
		t.Errorf("an empty lexicon changes %q to %q", text, got)
	}
}

// The longest normal form is 2000 characters; nothing may take long even when
// every one of them is a word. The bound is 50 ms; the test allows for a busy
// machine.
func TestHostileTextIsQuick(t *testing.T) {
	l := lexicon.Default()
	segment.Frequency("的") // load the dictionary
	for _, piece := range []string{"办", "走了", "过户", "请问", "你好", "吗", "怎么办", "1", "一", "身份证丢了", "唔系"} {
		text := strings.Repeat(piece, 2000/len([]rune(piece)))
		began := time.Now()
		text = l.Standard(text)
		l.Expand(text)
		l.Concepts(text)
		l.Mask(l.Strip(text))
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("2000 characters of %s took %v, want seconds at most", piece, took)
		} else {
			t.Logf("%s: %v", piece, took)
		}
	}
}

func TestI50WordsAreLiteral(t *testing.T) {
	l := load(t, map[string]string{"groups/a.tsv": "补领 / 丢.*了|(a+)+$\n", "patterns.tsv": ".*\n"})
	if got := l.Expand("丢丢丢了aaaaaaaa"); got != nil {
		t.Errorf("Expand = %v, want nothing: words are no expressions (C15)", got)
	}
	if got := l.Strip("身份证"); got != "身份证" {
		t.Errorf("Strip = %q, want 身份证: patterns are no expressions (C15)", got)
	}
	if got := len(lexicon.Check(l)); got != 2 {
		t.Errorf("Check names %d words that look like expressions, want 2", got)
	}
}

// What a word stands for is not looked up again: a circle, however long, is gone
// one step of.
func TestI50ACircleOfWordsIsCut(t *testing.T) {
	l := load(t, map[string]string{"groups/a.tsv": "补领 / 补办\n换领 / 补领\n补办 / 换领\n"})
	if got := l.Expand("补办"); len(got) != 1 || got[0].To != "补领" {
		t.Errorf("Expand(补办) in a circle of three = %v, want 补领 alone", got)
	}
}

func TestI50Check(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"a word twice", "补领 / 丢了|不见了\n补领 / 丢了\n", "groups/a.tsv:2:2"},
		{"a circle", "补领 / 补办\n补办 / 补领\n", "groups/a.tsv:1:2"},
		{"opposites", "离婚登记 / 结婚\n", "groups/a.tsv:1:2"},
		{"free taken for charged", "收费 / 免费\n", "groups/a.tsv:1:2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			found := lexicon.Check(load(t, map[string]string{"groups/a.tsv": tt.text}))
			if len(found) == 0 || !strings.HasPrefix(found[0].Error(), tt.want) {
				t.Errorf("Check(%q) = %v, want a problem at %s", tt.text, found, tt.want)
			}
		})
	}
	if found := lexicon.Check(load(t, small)); len(found) != 0 {
		t.Errorf("Check of a good lexicon = %v, want none", found)
	}
}

// The compiled-in rows are written by hand: every one must be readable.
func TestDefaultReadsEveryRow(t *testing.T) {
	if _, err := lexicon.Load(lexicon.Data()); err != nil {
		t.Error(err)
	}
	if first, second := lexicon.Default(), lexicon.Default(); first != second {
		t.Error("Default() makes a new lexicon every time")
	}
}

func FuzzLoad(f *testing.F) {
	for name, text := range small {
		f.Add(name, strings.ReplaceAll(text, " / ", "\t"), "爸走了,身份证唔见咗怎么办")
	}
	f.Add("groups/x.tsv", "\ufeffa|\tb\t0.1\t!@kin&|\r\n\xff\t\x00", "ab")
	f.Fuzz(func(t *testing.T, name, data, text string) {
		l, err := lexicon.Load(fstest.MapFS{strings.Trim(name, "/"): {Data: []byte(data)}})
		if err != nil {
			return
		}
		for _, e := range l.Expand(text) {
			if !strings.Contains(text, e.From) || strings.Contains(text, e.To) {
				t.Errorf("Expand(%q) with %q has %v", text, data, e)
			}
		}
		for _, c := range l.Concepts(text) {
			if text[c.Start:c.End] != c.From {
				t.Errorf("Concepts(%q) with %q has %v", text, data, c)
			}
		}
		l.Mask(l.Strip(l.Standard(text)))
		lexicon.Check(l)
	})
}

const question = "我爸上个月走了,想问一下他的户口怎么销,身份证也不见了,房子要过户到我名下需要带什么材料,去哪里办,大概多久能拿到新的房本呢"

// bench is a lexicon of 5000 groups, four words each, beside a small one.
func bench(b *testing.B) *lexicon.Lexicon {
	var rows strings.Builder
	rows.WriteString(small["groups/a.tsv"])
	chars := []rune("身份证户口房产驾驶社保医疗养老残疾低保公积金结婚离婚出生死亡迁移登记注销变更补领换证申领查询")
	for i := range 5000 {
		w := func(k int) string {
			n := i*7 + k*131
			return string([]rune{chars[n%len(chars)], chars[n/3%len(chars)], chars[n/11%len(chars)], chars[n/37%len(chars)]})
		}
		fmt.Fprintf(&rows, "%s%d / %s|%s|%s / 0.5 / @kin|!@house\n", w(0), i, w(1), w(2), w(3))
	}
	return load(b, map[string]string{"groups/a.tsv": rows.String(), "classes.tsv": small["classes.tsv"], "dialect.tsv": small["dialect.tsv"], "patterns.tsv": small["patterns.tsv"]})
}

func BenchmarkExpand(b *testing.B) {
	l := bench(b)
	b.ReportAllocs()
	for b.Loop() {
		l.Expand(question)
	}
}

func BenchmarkStandard(b *testing.B) {
	l := bench(b)
	b.ReportAllocs()
	for b.Loop() {
		l.Standard(question)
	}
}

func BenchmarkDefault(b *testing.B) {
	l := lexicon.Default()
	for name, f := range map[string]func(){
		"expand": func() { l.Expand(question) }, "concepts": func() { l.Concepts(question) }, "strip": func() { l.Strip(question) },
		"standard": func() { l.Standard(question) }, "mask": func() { l.Mask(question) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				f()
			}
		})
	}
}
