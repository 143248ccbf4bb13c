package attach

import (
	"path"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxName is how long the name of a file may be, in characters, without its
// ending.
const maxName = 60

var (
	endings = map[string]string{JPEG: ".jpg", PNG: ".png", PDF: ".pdf"}
	ending  = regexp.MustCompile(`\.[A-Za-z0-9]{1,5}$`)
	device  = regexp.MustCompile(`(?i)^(con|prn|aux|nul|com\d|lpt\d)$`)
)

// Name is the name under which a file is kept: no path, nothing that cannot be
// seen or that a file system takes for something else, and one ending, that of
// its type.
func Name(name, kind string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) || strings.ContainsRune(" .-_（）()【】、，", r) {
			return r
		}
		return -1
	}, norm.NFC.String(name))
	for ending.MatchString(name) {
		name = ending.ReplaceAllString(name, "")
	}
	name = strings.Trim(strings.Join(strings.Fields(name), " "), ". ")
	if r := []rune(name); len(r) > maxName {
		name = strings.Trim(string(r[:maxName]), ". ")
	}
	if name == "" || device.MatchString(name) {
		name = "材料" + name
	}
	return name + endings[kind]
}
