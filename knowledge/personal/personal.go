// Package personal knows the numbers that are somebody's own: the check digits of
// identity numbers and cards, and what a mobile number looks like. It is pure.
package personal

import "strings"

// idWeights and idDigits are ISO 7064, MOD 11-2, as GB 11643 takes it.
var idWeights = [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}

const idDigits = "10X98765432"

// IDCheck is the last character of an identity number (公民身份号码, GB 11643)
// by its first 17 digits; ok is false where there are not that many.
func IDCheck(id string) (last byte, ok bool) {
	if len(id) < len(idWeights) || !Digits(id[:len(idWeights)]) {
		return 0, false
	}
	sum := 0
	for i, w := range idWeights {
		sum += int(id[i]-'0') * w
	}
	return idDigits[sum%11], true
}

// IDCard reports whether 18 characters have the right last one; a small x is as
// good as a capital.
func IDCard(id string) bool {
	last, ok := IDCheck(id)
	return ok && len(id) == 18 && strings.ToUpper(id)[17] == last
}

// LuhnCheck is the check digit for digits to stand before it (ISO/IEC 7812).
func LuhnCheck(digits string) byte {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 0 {
			d *= 2
		}
		sum += d/10 + d%10
	}
	return byte('0' + (10-sum%10)%10)
}

// Luhn reports whether digits end in their check digit.
func Luhn(digits string) bool {
	n := len(digits)
	return n > 0 && Digits(digits) && LuhnCheck(digits[:n-1]) == digits[n-1]
}

// Mobile reports whether a text is a mobile number: eleven digits from 13 on.
func Mobile(s string) bool {
	return len(s) == 11 && s[0] == '1' && s[1] >= '3' && Digits(s)
}

// Digits reports whether a text is nothing but ASCII digits.
func Digits(s string) bool { return strings.Trim(s, "0123456789") == "" }
