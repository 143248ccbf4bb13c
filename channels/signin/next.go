package signin

import (
	"path"
	"strings"
)

// back returns where somebody goes after signing in: the path that was asked
// for when it is one of the allowed ones, else instead. What could lead to
// another site, or is not written as we write our own paths, is not one.
func back(asked, instead string, allowed []string) string {
	for _, r := range asked {
		plain := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("/-_.", r)
		if !plain {
			return instead
		}
	}
	if !strings.HasPrefix(asked, "/") || path.Clean(asked) != strings.TrimSuffix(asked, "/") && asked != "/" {
		return instead
	}
	for _, a := range allowed {
		if asked == a || strings.HasSuffix(a, "/") && a != "/" && strings.HasPrefix(asked, a) {
			return asked
		}
	}
	return instead
}
