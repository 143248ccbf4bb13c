package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"wenban/assistant/form"
	"wenban/cmd/wenban/config"
)

// What the hint says to set is a configuration, and points at what is there.
func TestTheHintOfTheSimulatorIsRight(t *testing.T) {
	var systems http.Handler
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { systems.ServeHTTP(w, r) }))
	defer s.Close()
	c := simulateCommand{Site: "http://127.0.0.1:8080"}
	var err error
	if systems, err = c.systems(s.URL); err != nil {
		t.Fatal(err)
	}
	environ := regexp.MustCompile(`WENBAN_\S+`).FindAllString(c.hint(s.URL), -1)
	set, err := config.Load(config.Sources{Environ: environ})
	if err != nil || len(environ) != 10 {
		t.Fatalf("Load(%q) = %v, want the 10 variables to be a configuration", environ, err)
	}
	for _, issuer := range []string{set.SignIn.Citizen.Issuer, set.SignIn.Staff.Issuer} {
		r, err := http.Get(issuer + "/.well-known/openid-configuration")
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r.Body)
		if _ = r.Body.Close(); err != nil || r.StatusCode != 200 || !strings.Contains(string(body), `"issuer":"`+issuer+`"`) {
			t.Errorf("GET %s/.well-known/openid-configuration = %d %s, %v", issuer, r.StatusCode, body, err)
		}
	}
	licences, err := licencesOf(set.Licences)
	if err != nil {
		t.Fatal(err)
	}
	held, err := licences.Licences(t.Context(), form.Holder{Name: "林秀兰", IDCard: "99010219880315602X"})
	if err != nil || len(held) == 0 {
		t.Errorf("Licences(林秀兰) of the simulated library = %d, %v, want some", len(held), err)
	}
	makefile := fileText(t, "../../Makefile")
	for _, e := range environ {
		name, value, _ := strings.Cut(e, "=")
		if !strings.Contains(makefile, "demo: export "+name+" ") || strings.HasSuffix(name, "_SECRET") && !strings.Contains(makefile, value) {
			t.Errorf("make demo does not set %s", name)
		}
	}
}

// Whoever is clicked on is signed in, so nobody else may reach it.
func TestTheSimulatorIsForThisMachineAlone(t *testing.T) {
	if err := (simulateCommand{Addr: "0.0.0.0:0"}).Run(t.Context()); err == nil || !strings.Contains(err.Error(), "只能在本机") {
		t.Errorf("simulate on 0.0.0.0 = %v, want it refused", err)
	}
}
