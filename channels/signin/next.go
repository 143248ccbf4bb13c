package signin

import (
	"net/url"
	"path"
	"strings"
	"unicode"
)

// back returns where somebody goes after signing in: the path that was asked
// for when it is one of the allowed ones, else instead. What could lead to
// another site, or is not written as we write our own paths, is not one. Numbers
// of cases hold Chinese, which comes escaped.
func back(asked, instead string, allowed []string) string {
	read, err := url.PathUnescape(asked)
	foreign := func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("/-_.", r)
	}
	if err != nil || strings.ContainsFunc(read, foreign) || strings.ContainsFunc(asked, func(r rune) bool { return r > unicode.MaxASCII }) {
		return instead
	}
	if !strings.HasPrefix(asked, "/") || path.Clean(read) != strings.TrimSuffix(read, "/") && read != "/" {
		return instead
	}
	for _, a := range allowed {
		if asked == a || strings.HasSuffix(a, "/") && a != "/" && strings.HasPrefix(asked, a) {
			return asked
		}
	}
	return instead
}
