package config

// key is one thing that can be set.
type key struct {
	name   string
	usual  any // what holds where nothing is set
	read   reader
	secret bool // never shown; may stand in a file of its own
}

// keys is everything that can be set, in the order in which it is shown.
var keys = []key{
	{name: "data", usual: "var", read: text},
	{name: "database", usual: "", read: database, secret: true},
	{name: "keys", usual: "", read: secret, secret: true},
	{name: "dispatch", usual: "", read: orNone(text)},
	{name: "calendar", usual: "", read: orNone(text)},
	{name: "listen", usual: "127.0.0.1:8080", read: address},
	{name: "web.embed", usual: []any{}, read: list(origin)},
	{name: "web.origins", usual: []any{}, read: list(origin)},
	{name: "web.proxies", usual: []any{}, read: list(network)},
	{name: "web.behind_tls", usual: false, read: yesNo},
	{name: "web.messages", usual: 30, read: whole(1, 6000)},
	{name: "web.talks", usual: 60, read: whole(1, 100_000)},
	{name: "web.sockets", usual: 10_000, read: whole(1, 1_000_000)},
	{name: "web.sockets_each", usual: 200, read: whole(1, 1_000_000)},
	{name: "retention.talk_private", usual: 30, read: whole(0, 36_500)},
	{name: "retention.talks", usual: 180, read: whole(0, 36_500)},
	{name: "retention.citizen_talks", usual: 730, read: whole(0, 36_500)},
	{name: "retention.cases", usual: 1095, read: whole(0, 36_500)},
	{name: "retention.uploads", usual: 7, read: whole(0, 36_500)},
	{name: "retention.appointments", usual: 90, read: whole(0, 36_500)},
	{name: "retention.ratings", usual: 1095, read: whole(0, 36_500)},
	{name: "retention.notices", usual: 30, read: whole(0, 36_500)},
	{name: "retention.sessions", usual: 1, read: whole(0, 36_500)},
	{name: "appointments.plan", usual: "", read: orNone(text)},
	{name: "ratings.days", usual: 5, read: whole(1, 60)},
	{name: "cases.system", usual: "desk", read: oneOf("desk", "webhook", "open311", "none")},
	{name: "cases.parallel", usual: 16, read: whole(1, 256)},
	{name: "cases.webhook.url", usual: "", read: orNone(webAddress)},
	{name: "cases.webhook.secret", usual: "", read: secret, secret: true},
	{name: "cases.webhook.private", usual: false, read: yesNo},
	{name: "cases.webhook.poll", usual: true, read: yesNo},
	{name: "cases.open311.url", usual: "", read: orNone(webAddress)},
	{name: "cases.open311.key", usual: "", read: secret, secret: true},
	{name: "cases.open311.jurisdiction", usual: "", read: orNone(text)},
	{name: "cases.open311.format", usual: "json", read: oneOf("json", "xml")},
	{name: "cases.open311.service", usual: "", read: orNone(text)},
	{name: "cases.open311.private", usual: false, read: yesNo},
	{name: "open311.keys", usual: "", read: secret, secret: true},
	{name: "open311.jurisdiction", usual: "", read: orNone(text)},
	{name: "open311.requests", usual: 120, read: whole(1, 100_000)},
	{name: "desk.enabled", usual: true, read: yesNo},
	{name: "signin.site", usual: "", read: orNone(origin)},
	{name: "signin.citizen.issuer", usual: "", read: orNone(issuer)},
	{name: "signin.citizen.client_id", usual: "", read: orNone(text)},
	{name: "signin.citizen.client_secret", usual: "", read: secret, secret: true},
	{name: "signin.citizen.claims", usual: []any{}, read: list(pair("name", "phone_number", "id_card", "address", "enterprise"))},
	{name: "signin.staff.issuer", usual: "", read: orNone(issuer)},
	{name: "signin.staff.client_id", usual: "", read: orNone(text)},
	{name: "signin.staff.client_secret", usual: "", read: secret, secret: true},
	{name: "signin.staff.role_claim", usual: "", read: orNone(text)},
	{name: "signin.staff.roles", usual: []any{}, read: list(pair("operator", "handler", "curator", "reviewer", "auditor", "admin"))},
	{name: "licences.address", usual: "", read: orNone(webAddress)},
	{name: "licences.key", usual: "wenban", read: text},
	{name: "licences.secret", usual: "", read: secret, secret: true},
	{name: "licences.private", usual: false, read: yesNo},
	{name: "ops.listen", usual: "", read: orNone(address)},
	{name: "ops.disk_free", usual: 200, read: whole(0, 10_000_000)},
	{name: "ops.drain", usual: "10s", read: seconds(1, 60)},
	{name: "log.format", usual: "json", read: oneOf("json", "text")},
	{name: "log.level", usual: "info", read: oneOf("debug", "info", "warn", "error")},
	{name: "traces.endpoint", usual: "", read: orNone(webAddress)},
	{name: "traces.token", usual: "", read: secret, secret: true},
	{name: "traces.share", usual: 0.1, read: share},
	{name: "qdrant.address", usual: "", read: orNone(address)},
	{name: "qdrant.key", usual: "", read: secret, secret: true},
	{name: "qdrant.tls", usual: false, read: yesNo},
	{name: "qdrant.alias", usual: "wenban", read: text},
}

// find returns the key with a name.
func find(name string) (key, bool) {
	for _, k := range keys {
		if k.name == name {
			return k, true
		}
	}
	return key{}, false
}

// Names returns the names of all keys.
func Names() []string {
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = k.name
	}
	return names
}

// Usual returns the value that a key has where nothing is set, nil for what is
// no key.
func Usual(name string) any {
	k, _ := find(name)
	return k.usual
}

// Secret reports that a key is never shown and must not be a flag, which anyone
// on the machine could read.
func Secret(name string) bool {
	k, _ := find(name)
	return k.secret
}
