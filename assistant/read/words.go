package read

import "strings"

// anyWord reports whether one of the words, parted by spaces, meets a test. It
// copies nothing: word lists are looked through for every message.
func anyWord(words string, test func(word string) bool) bool {
	for w := range strings.SplitSeq(words, " ") {
		if w != "" && test(w) {
			return true
		}
	}
	return false
}

func containsAny(s, words string) bool {
	return anyWord(words, func(w string) bool { return strings.Contains(s, w) })
}

func endsWith(s, words string) bool {
	return anyWord(words, func(w string) bool { return strings.HasSuffix(s, w) })
}

func startsWith(s, words string) bool {
	return anyWord(words, func(w string) bool { return strings.HasPrefix(s, w) })
}
