package read

import (
	"strings"

	"wenban/knowledge/segment"
	"wenban/knowledge/sieve"
)

// Whose household registration lies where decides lists and whole services, and
// people hardly ever say it in the words of a form: 我是外省的, 身份证还是湖南的,
// 户口不在云溪. A place of ours is 〇 here and any other 〒.

// Origin is where a household is registered.
type Origin string

// The origins.
const (
	Unsaid Origin = ""
	Local  Origin = "local" // in one of our regions
	Away   Origin = "away"  // anywhere else in the country
)

const (
	held    = `(户口|户籍|身份证|籍贯)(本|簿)?(上)?(还|都|仍|仍然|一直|也|就|早就|已经)?`
	lies    = `(是|在|落在|落|挂在|登记在|放在|迁到|迁来|搁|上在)了?`
	speaker = `^(我们|我|俺们|俺|咱们|咱|本人|人家|我家|俺家|阿拉|我哋)(一家|全家|俩)?(都|也|本来|其实|原来)?(是|从|打|系)`
)

var (
	away = sieve.Compile(held + `(不|没|没有|唔|并不)` + lies + `(〇|本地|本市|本县|这|咱|当地|呢度)|` +
		held + lies + `(〒|老家|外地|外省|外市|外县|农村|乡下)|` +
		held + `(是|系)?(外地|外省|外市)的?|` +
		`^(我|俺|咱|本人)?的?老家(是|在|就在)?(〒|外省|外地)(的|农村|那边|人)?$|` +
		speaker + `(〒|外省|外地|外市|外乡)(人|户口|户籍|的|嘅|来的|过来的?|嫁过来的?)|` +
		`(^|[^是])(不是|不算|唔系)(〇|本地|本市|当地)的?(户口|户籍|人)|(^|[^是])(没有?|冇|无)(〇|本地|本市|当地)的?(户口|户籍)|〒(户口|户籍|籍)`)
	local = sieve.Compile(held + lies + `(〇|本地|本市|本县|这边|这里|咱这|当地|呢度)|` +
		speaker + `(〇|本地|本市|当地|土生土长)(人|户口|户籍|的人|嘅)|(〇|本地|本市|当地)的?(户口|户籍)`)
)

// Origin tells where the words say that a household is registered, Unsaid where
// they do not. A question (户口是不是本地的) says nothing.
func (r *Reader) Origin(clause string) Origin {
	text := r.places.told(segment.Normal(clause))
	switch {
	case strings.Contains(text, "是不是") || strings.Contains(text, "迁"):
		return Unsaid
	case away.MatchString(text):
		return Away
	case local.MatchString(text):
		return Local
	}
	return Unsaid
}

// told is a text with 〇 for each of our places and 〒 for each other one.
func (p *places) told(clause string) string {
	text := []rune(clause)
	var out strings.Builder
	for i := 0; i < len(text); {
		ours, stop := p.ours.longest(text, i)
		other, end := p.others.longest(text, i)
		switch {
		case ours != "" && stop >= end:
			out.WriteRune('〇')
			i = stop
		case other != "":
			out.WriteRune('〒')
			i = max(end, p.past(text, end))
			if i > end && text[i-1] == '的' {
				i-- // of 湖南的 only the place
			}
		default:
			out.WriteRune(text[i])
			i++
		}
	}
	return out.String()
}
