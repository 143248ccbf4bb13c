package watch

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"wenban/knowledge"
)

// texts compares what is said in prose with the fields: days of a limit in the
// documents in force that govern an item, and days and amounts in its frequent
// questions. Only sentences that plainly speak of the limit or the fee count, so
// little of the prose is read, and what is found is rarely wrong.
func (w watcher) texts() (found []Finding) {
	for _, d := range w.e.Documents {
		if w.e.InForce(d, w.at) {
			found = append(found, w.document(d)...)
		}
	}
	for _, it := range w.current() {
		for i, q := range it.FAQ {
			found = append(found, w.question(it, i, q)...)
		}
	}
	return found
}

// handled is a sentence that gives the time from acceptance to decision.
var handled = regexp.MustCompile(`自受理[^，。；\n]{0,14}之日起([0-9]{1,3}|[一二三四五六七八九十百]{1,5})个(工作日|自然日)(?:以)?内[^。；\n]{0,16}?(?:办结|办理完毕|审核完毕|作出|完成)`)

// document finds days in a document that fit no item it governs: more than the
// law gives, or less than is promised. A document may speak of one item of
// several, so one that fits is enough.
func (w watcher) document(d knowledge.Document) (found []Finding) {
	var governed []knowledge.Item
	for _, code := range d.Items {
		if it, ok := w.e.Item(code); ok && !it.Effective.Over(w.at) && it.TimeLimit.Statutory.Unit != "" {
			governed = append(governed, it)
		}
	}
	for _, m := range handled.FindAllStringSubmatch(d.Text, -1) {
		said := knowledge.Span{Days: int(number(m[1])), Unit: m[2]}
		if len(governed) == 0 || slices.ContainsFunc(governed, func(it knowledge.Item) bool { return fits(said, it.TimeLimit) }) {
			continue
		}
		it := governed[0]
		found = append(found, Finding{
			Kind: Contradiction, What: fmt.Sprintf("《%s》和“%s”的办结时限对不上", d.Title, it.Name),
			Spots: []Spot{w.inItem(it, "time_limit", limits(it.TimeLimit)), w.inDocument(d, "text", m[0])},
			Do:    "以文件为准的，改事项的时限；文件说的是别的事项的，去掉关联",
		})
	}
	return found
}

// fits reports whether days lie between what is promised and what the law gives;
// other units cannot be compared, and fit.
func fits(s knowledge.Span, l knowledge.TimeLimit) bool {
	if s.Unit != l.Statutory.Unit || l.Promised.Unit != "" && s.Unit != l.Promised.Unit {
		return true
	}
	return l.Promised.Days <= s.Days && s.Days <= l.Statutory.Days
}

func limits(l knowledge.TimeLimit) string {
	return "法定" + span(l.Statutory) + "，承诺" + span(l.Promised)
}

// Sentences of an answer about how long it takes, and about what it costs.
var (
	asksTime  = regexp.MustCompile(`多久|多长时间|几天|什么时候(?:能)?(?:办好|拿到)|时限`)
	tellsTime = regexp.MustCompile(`([0-9]{1,3}|[一二三四五六七八九十百]{1,5})个(工作日|自然日)(?:以)?内?(?:能|可以)?(?:办结|办好|办完|出证|发证|拿到|领取)`)
	asksFee   = regexp.MustCompile(`收费|要钱|多少钱|费用|工本费|交钱`)
	tellsFee  = regexp.MustCompile(`(?:工本费|手续费|登记费|证件费|收费标准|收费|费用|收取|交|缴)[^，。；]{0,8}?([0-9]+(?:\.[0-9]+)?|[一二三四五六七八九十百千万]{1,6})元`)
	tellsFree = regexp.MustCompile(`^(?:本市|办理|申领|登记)?(?:一律)?(?:不收费|免费|不要钱|不用交钱|不收取(?:任何)?费用)`)
)

// question finds days and amounts in one frequent question that no field has.
func (w watcher) question(it knowledge.Item, i int, q knowledge.FAQ) (found []Finding) {
	spot := w.inItem(it, fmt.Sprintf("faq.%d.a", i), q.A)
	differ := func(what string, field Spot) {
		found = append(found, Finding{
			Kind: Contradiction, What: fmt.Sprintf("“%s”的常见问题和%s对不上", it.Name, what), Spots: []Spot{field, spot},
			Do: "核对依据，改错的一处；答案说的是另一种情况的，在答案里写明",
		})
	}
	if m := tellsTime.FindStringSubmatch(q.A); m != nil && asksTime.MatchString(q.Q) && it.TimeLimit.Statutory.Unit != "" {
		if said := (knowledge.Span{Days: int(number(m[1])), Unit: m[2]}); !fits(said, it.TimeLimit) {
			differ("办结时限", w.inItem(it, "time_limit", limits(it.TimeLimit)))
		}
	}
	if !asksFee.MatchString(q.Q) {
		return found
	}
	if m := tellsFee.FindStringSubmatch(q.A); m != nil && len(it.Fees) > 0 && !charges(it.Fees, number(m[1])) {
		differ("收费", w.inItem(it, "fees", feesOf(it.Fees)))
	}
	if tellsFree.MatchString(q.A) && slices.ContainsFunc(it.Fees, func(f knowledge.Fee) bool { return f.Amount > 0 && len(f.When) == 0 }) {
		differ("收费", w.inItem(it, "fees", feesOf(it.Fees)))
	}
	return found
}

func charges(fees []knowledge.Fee, yuan float64) bool {
	return slices.ContainsFunc(fees, func(f knowledge.Fee) bool { return f.Amount == yuan })
}

func feesOf(fees []knowledge.Fee) string {
	var all []string
	for _, f := range fees {
		all = append(all, f.Name+" "+amount(f.Amount)+f.Unit)
	}
	return strings.Join(all, "；")
}

// number reads digits, or a Chinese number below a hundred million: 十五, 二百,
// 三万五千. What is none is 0.
func number(s string) float64 {
	if v, err := strconv.ParseFloat(s, 64); err == nil {
		return v
	}
	var total, section, digit float64
	for _, r := range s {
		switch r {
		case '十', '百', '千':
			section += max(digit, 1) * map[rune]float64{'十': 10, '百': 100, '千': 1000}[r]
			digit = 0
		case '万':
			total, section, digit = (total+section+digit)*10000, 0, 0
		default:
			if i := strings.IndexRune("一二三四五六七八九", r); i >= 0 {
				digit = float64(i/len("一") + 1)
			}
		}
	}
	return total + section + digit
}
