package form

import "strings"

// sexFits reports whether a label speaks of somebody of that sex: 男方姓名 is
// not filled with a woman's name. An unknown sex fits what says none.
func sexFits(label, sex string) bool {
	for prefix, want := range map[string]string{"男方": "男", "父亲": "男", "女方": "女", "母亲": "女"} {
		if strings.HasPrefix(label, prefix) {
			return sex == want
		}
	}
	return true
}

// sex of who signed in, from their identity number; "" where it is not known.
func (s Sources) sex() string {
	if s.Identity == nil {
		return ""
	}
	return SexOf(s.Identity.IDCard)
}

// sexOf says of what sex the person is that a field of a licence names.
func (s Sources) sexOf(path string) string {
	own := s.sex()
	if !strings.Contains(path, ".配偶") || own == "" {
		return own
	}
	return map[string]string{"男": "女", "女": "男"}[own]
}

// SexOf reads 男 or 女 out of an identity number of 18 characters (GB 11643:
// the 17th digit is odd for a man); "" for anything else.
func SexOf(idCard string) string {
	if len(idCard) != 18 || idCard[16] < '0' || idCard[16] > '9' {
		return ""
	}
	return [2]string{"女", "男"}[(idCard[16]-'0')%2]
}
