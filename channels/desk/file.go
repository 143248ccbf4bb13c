package desk

import (
	"io"
	"mime"
	"net/http"
	"path"
	"strings"
	"unicode"
)

// file sends a file of a case to whoever may see the case, to be kept and never
// to be shown: nothing that a citizen sent is opened in the browser here.
func (s *Server) file(w http.ResponseWriter, r *http.Request) {
	a, err := s.Desk.Attachment(r.Context(), who(r), r.PathValue("number"), r.PathValue("file"))
	if err != nil {
		s.failed(w, r, "file", err)
		return
	}
	if s.File == nil {
		s.fail(w, r, noFile)
		return
	}
	from, err := s.File(r.Context(), a)
	if err != nil {
		s.Log.Warn("case desk", "what", "open a file", "error", err)
		s.fail(w, r, noFile)
		return
	}
	defer from.Close()
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": plainName(a.Name)}))
	h.Set("Cache-Control", "no-store")
	_, _ = io.Copy(w, from) // the browser went away: nothing to do
}

// longestName is how long the name of a file may be that is kept, in characters.
const longestName = 100

// plainName is the name of a file without what a system could take for more than
// a name: no folder, nothing that is not seen, not too long, but with its ending.
func plainName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.TrimLeft(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune(`"/:*?<>|`, r) {
			return '_'
		}
		return r
	}, strings.ToValidUTF8(name, "_")), ". ")
	ending := []rune(path.Ext(name))
	stem := []rune(strings.TrimSuffix(name, string(ending)))
	if len(ending) > 10 {
		stem, ending = append(stem, ending...), nil
	}
	stem = stem[:min(len(stem), longestName-len(ending))]
	if len(stem) == 0 {
		stem = []rune("附件")
	}
	return string(stem) + string(ending)
}
