package read

import (
	"strings"

	"wenban/knowledge/segment"
	"wenban/knowledge/sieve"
)

// Contact returns the phone number and the name that a citizen left, as they
// stand in the words, or "". A number counts when it is a mobile one, or one of
// 7 or 8 digits with or without its area code where asked says that a number
// was asked for.
//
// PRIVACY: this is the one thing here that is not masked. It goes into what is
// sealed and nowhere else.
func Contact(text string, asked bool) (phone, name string) {
	text = segment.Normal(text)
	for _, n := range numbers([]rune(text)) {
		if n.kind == "phone" || n.kind == "landline" {
			phone = nationally(n.digits)
			break
		}
	}
	if m := lineSaid.FindStringSubmatch(text); m != nil && phone == "" && asked {
		phone = strings.NewReplacer("-", "", " ", "").Replace(m[1])
	}
	if m := nameSaid.FindStringSubmatch(text); m != nil {
		name = given(m[3])
	} else if m := familySaid.FindStringSubmatch(text); m != nil {
		name = m[1]
	}
	return phone, name
}

var (
	lineSaid   = sieve.Compile(`^[\p{Han}:, ]{0,10}((?:0[1-9]\d{1,2}[- ]?)?[2-8]\d{6,7})[\p{Han},。. ]{0,10}$`)
	familySaid = sieve.Compile(`(?:我|免贵)姓([` + surnames + `](?:先生|女士|小姐|师傅)?)`)
)

// nationally is a mobile number without the code of the country.
func nationally(digits string) string {
	if len(digits) > 11 && mobile(digits) {
		return digits[len(digits)-11:]
	}
	return digits
}

// given leaves off the last character of a name when it begins the next word.
func given(name string) string {
	r := []rune(name)
	if len(r) > 2 && strings.ContainsRune(afterName, r[len(r)-1]) {
		return string(r[:len(r)-1])
	}
	return name
}

// MaskPhone shows a number that was left without what makes it somebody's; "" for
// none.
func MaskPhone(phone string) string {
	if len(phone) >= 11 {
		return stars(phone, 3, 4)
	}
	return stars(phone, 0, 4)
}
