package handoff

import (
	"crypto/rand"
	"math/big"
	"strings"
	"time"

	"golang.org/x/text/width"

	"wenban/knowledge/personal"
)

// NewReceipt makes a receipt number (回执号): WB, the day, seven random digits
// and a check digit, as WB26112512345678. It is short enough to be said on the
// phone, and says nothing by itself: looking it up takes a second proof. It may
// be taken already; whoever stores it tries again then.
func NewReceipt(at time.Time) string {
	n, _ := rand.Int(rand.Reader, big.NewInt(10_000_000)) // never fails
	digits := at.Format("060102") + leftPad(n.String(), 7)
	return "WB" + digits + string(personal.LuhnCheck(digits)) // one wrong digit, and most swapped ones, show
}

func leftPad(s string, n int) string { return strings.Repeat("0", max(0, n-len(s))) + s }

// Receipt reads a receipt number however it was written: full-width, in groups,
// in small letters. ok is false for what cannot be one.
func Receipt(s string) (number string, ok bool) {
	var b strings.Builder
	for _, r := range strings.ToUpper(width.Fold.String(s)) {
		switch {
		case r >= '0' && r <= '9' || r == 'W' || r == 'B':
			b.WriteRune(r)
		case strings.ContainsRune(" -—–_·.　\t", r):
		default:
			return "", false
		}
	}
	digits, ok := strings.CutPrefix(b.String(), "WB")
	if !ok || len(digits) != 14 || strings.ContainsAny(digits, "WB") {
		return "", false
	}
	return "WB" + digits, personal.Luhn(digits)
}

// Grouped is a receipt number as it is shown and said: WB261125-1234-5678.
func Grouped(receipt string) string {
	if len(receipt) != 16 {
		return receipt
	}
	return receipt[:8] + "-" + receipt[8:12] + "-" + receipt[12:]
}
