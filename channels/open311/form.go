package open311

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"wenban/assistant/handoff"
)

// report is a form that was posted, checked.
type report struct {
	service string
	kind    handoff.Kind
	what    string
	where   string // address, then the coordinates
	when    string
	wish    string
	name    string
	phone   string
}

// The most characters of the parts of a report.
const (
	maxWhat  = 4000 // of the specification
	maxShort = 300
)

// fields are the fields of the specification.
var fields = []string{
	"api_key", "jurisdiction_id", "service_code", "lat", "long", "address_string", "address_id", "email", "device_id",
	"account_id", "first_name", "last_name", "phone", "description", "media_url",
}

var attribute = regexp.MustCompile(`^attribute\[([^\]]{1,64})\](\[\])?$`)

// read311 checks a form. What programs of other cities send besides (email, device,
// media, other attributes) is let pass and not kept.
func read311(form url.Values) (report, *fault) {
	for name, values := range form {
		a := attribute.FindStringSubmatch(name)
		switch {
		case len(values) > 1 && (a == nil || a[2] == ""):
			return report{}, &twice
		case a == nil && !slices.Contains(fields, name):
			return report{}, &fault{http.StatusBadRequest, "有规范里没有的参数，请去掉。"}
		}
	}
	r := report{
		service: form.Get("service_code"), kind: handoff.Kind(form.Get("attribute[kind]")), what: tidy(form.Get("description")),
		when: tidy(form.Get("attribute[when]")), wish: tidy(form.Get("attribute[wish]")), phone: strings.TrimPrefix(compact(form.Get("phone")), "+86"),
		name: tidy(nameOf(form.Get("first_name"), form.Get("last_name"))),
	}
	if r.kind == "" {
		r.kind = handoff.Help
	}
	where, f := place(form)
	r.where = where
	if f == nil {
		f = r.check()
	}
	return r, f
}

func (r report) check() *fault {
	long := func(s string, most int) bool { return utf8.RuneCountInString(s) > most }
	switch {
	case r.service == "":
		return &fault{http.StatusBadRequest, "service_code 没有写。可用的代码见 /open311/v2/services.json。"}
	case r.what == "":
		return &fault{http.StatusBadRequest, "description 没有写：请写清是什么事。"}
	case long(r.what, maxWhat):
		return &fault{http.StatusBadRequest, "description 最多 4000 个字。"}
	case long(r.where, maxShort), long(r.when, maxShort), long(r.wish, maxShort), long(r.name, maxShort):
		return &fault{http.StatusBadRequest, "地址、姓名和其他各项最多 300 个字。"}
	case !slices.Contains(kinds, r.kind):
		return &fault{http.StatusBadRequest, "attribute[kind] 只能是 service 定义里列出的值。"}
	case r.phone != "" && !phone.MatchString(r.phone):
		return &fault{http.StatusBadRequest, "phone 只能有数字、+、- 和括号；没有就不写。"}
	}
	return nil
}

// phone is kept as it came: other places have other numbers.
var phone = regexp.MustCompile(`^[0-9+()-]{3,30}$`)

// place returns where it is: one way to say so is required.
func place(form url.Values) (string, *fault) {
	where := tidy(strings.TrimSpace(form.Get("address_string") + " " + form.Get("address_id")))
	lat, long := form.Get("lat"), form.Get("long")
	if lat == "" && long == "" {
		if where == "" {
			return "", &fault{http.StatusBadRequest, "地点没有写：address_string，或者 lat 和 long，请写一种。"}
		}
		return where, nil
	}
	y, wrongY := strconv.ParseFloat(lat, 64)
	x, wrongX := strconv.ParseFloat(long, 64)
	if wrongY != nil || wrongX != nil || !(y >= -90 && y <= 90) || !(x >= -180 && x <= 180) {
		return "", &fault{http.StatusBadRequest, "lat 和 long 要一起写，是 WGS84 的纬度和经度，如 lat=30.12&long=120.34。"}
	}
	point := "（纬度 " + strconv.FormatFloat(y, 'f', -1, 64) + "，经度 " + strconv.FormatFloat(x, 'f', -1, 64) + "）"
	return where + point, nil
}

// nameOf puts a name together: a Chinese one family name first, without a space.
func nameOf(first, last string) string {
	if strings.IndexFunc(first+last, func(r rune) bool { return unicode.Is(unicode.Han, r) }) >= 0 {
		return last + first
	}
	return strings.TrimSpace(first + " " + last)
}

// tidy takes out what nobody typed: control characters but line breaks.
func tidy(s string) string {
	clean := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(clean)
}

func compact(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			return -1
		}
		return r
	}, s)
}

// china is the zone whose days count.
var china = time.FixedZone("Asia/Shanghai", 8*60*60)

// keyOf is the idempotency key of a form: the header, or the whole form and the
// day.
func keyOf(header string, form url.Values, now time.Time) string {
	if header != "" {
		return "key " + header
	}
	rest := url.Values{}
	for name, values := range form {
		if name != "api_key" {
			rest[name] = values
		}
	}
	sum := sha256.Sum256([]byte(rest.Encode())) // sorted by name
	return now.In(china).Format("20060102") + " " + hex.EncodeToString(sum[:])
}
