package segment

import "strings"

// digitWords pairs what is said or written for a digit with the digit: plain,
// formal and full-width forms, and the words used on the phone (幺 1, 洞 0,
// 拐 7, 勾 9, 两 2).
var digitWords = pair(
	"零〇○洞一幺壹二两贰三叁四肆五伍六陆七拐柒八捌九勾玖０１２３４５６７８９",
	"000011122233445566777889990123456789",
)

// shortestNumber is how many digit words in a row are read as a number and
// not as words: no ordinary phrase has five.
const shortestNumber = 5

// Digits returns text with runs of five or more digit words written as ASCII
// digits, for finding phone and card numbers that were spoken. Single spaces
// and hyphens inside a run stay. Everything else stays as it is.
func Digits(text string) string {
	if strings.IndexFunc(text, isDigitWord) < 0 {
		return text
	}
	runes := []rune(text)
	for i := 0; i < len(runes); {
		end, count := digitRun(runes[i:])
		if count >= shortestNumber {
			toDigits(runes[i : i+end])
		}
		i += max(end, 1)
	}
	return string(runes)
}

func isDigitWord(r rune) bool {
	_, ok := digitWords[r]
	return ok
}

// digitRun returns the length of the run of digits and digit words that runes
// begin with, and how many digits it has.
func digitRun(runes []rune) (end, count int) {
	for i, r := range runes {
		switch {
		case isDigitWord(r) || r >= '0' && r <= '9':
			end, count = i+1, count+1
		case (r == ' ' || r == '-') && end == i && i > 0:
		default:
			return end, count
		}
	}
	return end, count
}

func toDigits(run []rune) {
	for i, r := range run {
		if d, ok := digitWords[r]; ok {
			run[i] = d
		}
	}
}
