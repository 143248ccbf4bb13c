package page

import (
	"net/http"
	"strings"
)

// policy allows what our pages use and nothing else: no inline style or
// script, no foreign host. Text that a citizen wrote can therefore neither run
// nor send anything, even if it were shown unescaped by mistake.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors "

// Headers adds the security headers to every answer of next. Only origins may
// show the pages that embeds reports true for in a frame; no other page may be
// framed by anyone.
func Headers(next http.Handler, embeds func(*http.Request) bool, origins []string) http.Handler {
	framed := "'none'"
	if len(origins) > 0 {
		framed = strings.Join(origins, " ")
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		if embeds(r) {
			h.Set("Content-Security-Policy", policy+framed)
		} else {
			h.Set("Content-Security-Policy", policy+"'none'")
			h.Set("X-Frame-Options", "DENY")
		}
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		next.ServeHTTP(w, r)
	})
}
