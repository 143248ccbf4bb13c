// Package config is the one configuration of the program: a YAML file, the
// environment over it, checked whole before anything starts.
//
// A key is a line of the table in keys.go. It is set in the file under its
// name (web.behind_tls), in the environment as WENBAN_ and its name in capitals
// (WENBAN_WEB_BEHIND_TLS); a secret also by a file that holds nothing else
// (WENBAN_TRACES_TOKEN_FILE, or traces.token_file in the file). What is set but
// is no key is refused: a slip of the pen must not pass in silence.
package config

import (
	"fmt"
	"net/netip"
	"time"

	"github.com/knadh/koanf/providers/confmap"
	"github.com/knadh/koanf/v2"
)

// Config is everything that can be set, once, at start.
type Config struct {
	Data     string  `koanf:"data"`     // folder of talks and knowledge
	Database string  `koanf:"database"` // path or postgres:// URL, which may hold a password: a secret; "": wenban.db in Data
	Keys     string  `koanf:"keys"`     // ring of keys that personal data is sealed with, one line of JSON: a secret; "": keys.json in Data
	Dispatch string  `koanf:"dispatch"` // dispatch list (派单目录), a file; "": that of the sample city
	Calendar string  `koanf:"calendar"` // holiday table, a file; "": the one that is compiled in
	Listen   string  `koanf:"listen"`   // host:port of the citizen's page
	Web      Web     `koanf:"web"`
	Ratings  Ratings `koanf:"ratings"`
	SignIn   SignIn  `koanf:"signin"`
	Ops      Ops     `koanf:"ops"`
	Log      Log     `koanf:"log"`
	Traces   Traces  `koanf:"traces"`
	Qdrant   Qdrant  `koanf:"qdrant"`
	Cases    Cases   `koanf:"cases"`
	Open311  Open311 `koanf:"open311"`
	Desk     Desk    `koanf:"desk"`
	Licences Library `koanf:"licences"`

	Appointments Appointments `koanf:"appointments"`
	Retention    Retention    `koanf:"retention"`

	given []setting // what was set, in the order of the table
}

// Web is the citizen's channel; see web.Config and web.Limits.
type Web struct {
	Embed       []string       `koanf:"embed"`
	Origins     []string       `koanf:"origins"`
	Proxies     []netip.Prefix `koanf:"proxies"`
	BehindTLS   bool           `koanf:"behind_tls"`
	Messages    int            `koanf:"messages"`
	Talks       int            `koanf:"talks"`
	Sockets     int            `koanf:"sockets"`
	SocketsEach int            `koanf:"sockets_each"`
}

// Appointments says when the halls take people.
type Appointments struct {
	Plan string `koanf:"plan"` // path of the plan, in the form of assistant/booking; "": that of the sample city, for its halls alone
}

// Retention is for how many days each kind of data is kept; 0 is for ever. What
// belongs to each is said by ledger.Rules.
type Retention struct {
	TalkPrivate  int `koanf:"talk_private"`
	Talks        int `koanf:"talks"`
	CitizenTalks int `koanf:"citizen_talks"`
	Cases        int `koanf:"cases"`
	Uploads      int `koanf:"uploads"`
	Appointments int `koanf:"appointments"`
	Ratings      int `koanf:"ratings"`
	Notices      int `koanf:"notices"`
	Sessions     int `koanf:"sessions"`
}

// Days returns the days by the name of the rule.
func (r Retention) Days() map[string]int {
	return map[string]int{
		"talk_private":  r.TalkPrivate,
		"talks":         r.Talks,
		"citizen_talks": r.CitizenTalks,
		"cases":         r.Cases,
		"uploads":       r.Uploads,
		"appointments":  r.Appointments,
		"ratings":       r.Ratings,
		"notices":       r.Notices,
		"sessions":      r.Sessions,
	}
}

// Ratings says what comes of a bad rating.
type Ratings struct {
	Days int `koanf:"days"` // working days until the department must have answered it
}

// Cases says where what citizens hand in goes.
type Cases struct {
	System   string  `koanf:"system"`   // desk: the built-in case desk; webhook; open311; none: it waits here
	Parallel int     `koanf:"parallel"` // deliveries at once
	Webhook  Webhook `koanf:"webhook"`
	Open311  City    `koanf:"open311"`
}

// Webhook is a case system over signed events; see webhook.Config.
type Webhook struct {
	URL     string `koanf:"url"`
	Secret  string `koanf:"secret"`  // id:secret, several separated by spaces, the one that signs first
	Private bool   `koanf:"private"` // it stands inside the network
	Poll    bool   `koanf:"poll"`    // it is asked what it did
}

// City is a case system that speaks Open311 GeoReport v2; see open311.Config.
type City struct {
	URL          string `koanf:"url"`
	Key          string `koanf:"key"`
	Jurisdiction string `koanf:"jurisdiction"`
	Format       string `koanf:"format"`
	Service      string `koanf:"service"` // service_code of what no service is for
	Private      bool   `koanf:"private"`
}

// Open311 is our own Open311 server, for programs that hand in.
type Open311 struct {
	Keys         string `koanf:"keys"`         // name:key of each program, separated by spaces; "": nobody may hand in
	Jurisdiction string `koanf:"jurisdiction"` // that is ours; "": whatever is asked for
	Requests     int    `koanf:"requests"`     // a minute, of one program
}

// SignIn says where citizens and staff sign in; see signin.OpenID.
type SignIn struct {
	Site    string   `koanf:"site"` // origin of the citizen's page as browsers see it; needed with a provider
	Citizen Citizens `koanf:"citizen"`
	Staff   Staff    `koanf:"staff"`
}

// Citizens is the provider of citizens.
type Citizens struct {
	Issuer string   `koanf:"issuer"` // "": there is none
	Client string   `koanf:"client_id"`
	Secret string   `koanf:"client_secret"` // "": a public client
	Claims []string `koanf:"claims"`        // ours=theirs
}

// Staff is the provider of staff.
type Staff struct {
	Issuer    string   `koanf:"issuer"` // "": there is none
	Client    string   `koanf:"client_id"`
	Secret    string   `koanf:"client_secret"` // "": a public client
	RoleClaim string   `koanf:"role_claim"`    // "": it says nothing about roles
	Roles     []string `koanf:"roles"`         // ours=theirs
}

// Desk is the pages of the built-in case desk.
type Desk struct {
	Enabled bool `koanf:"enabled"`
}

// Ops is what whoever runs the machine looks at.
type Ops struct {
	Listen   string        `koanf:"listen"`    // host:port of /metrics; "": none
	DiskFree int           `koanf:"disk_free"` // MB that must be free on the disk of Data
	Drain    time.Duration `koanf:"drain"`     // how long turns under way may take once the program is told to stop
}

// Log says how the log is written.
type Log struct {
	Format string `koanf:"format"` // json or text
	Level  string `koanf:"level"`  // debug, info, warn or error
}

// Traces says where traces go.
type Traces struct {
	Endpoint string  `koanf:"endpoint"` // URL of an OTLP/HTTP collector; "": none are made
	Token    string  `koanf:"token"`    // sent as a bearer token; a secret
	Share    float64 `koanf:"share"`    // of the turns that are traced, 0 to 1
}

// Qdrant is the server that keeps the index; see qdrant.Config.
type Qdrant struct {
	Address string `koanf:"address"` // host:port of its gRPC interface; "": the index is built in this process
	Key     string `koanf:"key"`     // API key; a secret
	TLS     bool   `koanf:"tls"`
	Alias   string `koanf:"alias"` // names the newest collection
}

// Sources is where a configuration comes from.
type Sources struct {
	File    string   // path of the YAML file; "": there is none
	Environ []string // NAME=value, as os.Environ returns it
}

// Load reads and checks a configuration. What is not set has its usual value.
// The error is a Problems, which names everything that is wrong at once.
func Load(s Sources) (Config, error) {
	var wrong Problems
	file, lines := readFile(s.File, &wrong)
	given := over(flatten(file, lines, &wrong), environment(s.Environ, &wrong))
	values, known := check(secrets(s.File, given, &wrong), &wrong)
	fits(values, &wrong)
	if len(wrong) > 0 {
		return Config{}, wrong
	}
	c, err := decode(values)
	c.given = known
	return c, err
}

// check reads every value as its key wants it and adds the usual ones. It
// returns them by key, and what was set in the order of the table.
func check(given map[string]setting, wrong *Problems) (map[string]any, []setting) {
	values := map[string]any{}
	var known []setting
	for _, k := range keys {
		values[k.name] = k.usual
		s, ok := given[k.name]
		delete(given, k.name)
		if !ok {
			continue
		}
		value, fault := k.read(s.raw)
		if fault != "" {
			wrong.add(k.name, s.where, fault)
			continue
		}
		s.value = value
		values[k.name] = value
		known = append(known, s)
	}
	for name, s := range given {
		wrong.unknown(name, s.where)
	}
	wrong.sort()
	return values, known
}

// fits refuses a provider of identities without what goes with it.
func fits(values map[string]any, wrong *Problems) {
	for _, who := range []string{"signin.citizen.", "signin.staff."} {
		if values[who+"issuer"] == "" || values[who+"issuer"] == nil {
			continue
		}
		if values[who+"client_id"] == "" {
			wrong.add(who+"client_id", "", "写了 "+who+"issuer 就要写它给问办的客户端编号")
		}
		if values["signin.site"] == "" {
			wrong.add("signin.site", "", "写了 "+who+"issuer 就要写市民打开问办的网址，如 https://www.example.gov.cn")
		}
	}
}

func decode(values map[string]any) (Config, error) {
	k := koanf.New(".")
	if err := k.Load(confmap.Provider(values, "."), nil); err != nil {
		return Config{}, fmt.Errorf("gather the configuration: %w", err)
	}
	var c Config
	if err := k.Unmarshal("", &c); err != nil {
		return Config{}, fmt.Errorf("read the configuration: %w", err)
	}
	return c, nil
}

// Given returns the value that was set for a key, as text, switch, number or
// []any; ok is false where the usual one holds.
func (c Config) Given(key string) (value any, ok bool) {
	for _, s := range c.given {
		if s.key == key {
			return s.value, true
		}
	}
	return nil, false
}
