package page

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// Address returns what a visitor is counted by: the address, of IPv6 the /64
// that one household has. The header of a proxy is believed only from a proxy
// that is named.
//
// PRIVACY: it is for counting and is not logged.
func Address(r *http.Request, proxies []netip.Prefix) string {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	isProxy := func(a netip.Addr) bool {
		return slices.ContainsFunc(proxies, func(p netip.Prefix) bool { return p.Contains(a) })
	}
	a := peer.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && isProxy(a); i-- {
		next, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		a = next.Unmap()
	}
	if a.Is6() {
		net, _ := a.WithZone("").Prefix(64)
		return net.String()
	}
	return a.String()
}
