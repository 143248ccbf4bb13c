package ops

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"wenban/assistant"
	"wenban/assistant/guide"
)

// Metrics counts for Prometheus. Its labels come from closed sets: what is in
// none of them is counted as other.
type Metrics struct {
	registry *prometheus.Registry
	turns    *prometheus.CounterVec
	took     *prometheus.HistogramVec
	stages   *prometheus.HistogramVec
	refused  *prometheus.CounterVec
	cases    *prometheus.CounterVec

	mu    sync.Mutex
	known map[string]bool // reasons of refusal that were counted
}

// Gauges is what metrics read at the moment they are asked for; nil: nothing
// is told.
type Gauges struct {
	Parts   *Parts
	Sockets func() int                      // open sockets
	Edition func() Edition                  // that answers now
	Queues  func() map[string]time.Duration // age of the oldest of each queue, by the name of the queue
	Outbox  func() (map[string]int, bool)   // messages for the case system by state: waiting, dead; ok is false where nobody knows
	Version string                          // of the program
}

// Edition is what metrics tell of an edition.
type Edition struct {
	ID                       string
	Index                    string // what searches it: embedded or qdrant
	Items, Documents, Events int
}

// The closed sets of labels.
var (
	channels = []string{"web", "api", "cli", "phone", "sms"}
	outcomes = []string{string(guide.Answered), string(guide.Asked), string(guide.Offered), string(guide.Declined), string(guide.HandedOff), string(guide.Submitted), string(guide.Informed), failed}
	reasons  = []string{
		string(guide.Complete), string(guide.Partial), string(guide.NoSource), string(guide.OutOfScope), string(guide.OutOfRegion), string(guide.Expired),
		string(guide.Unsafe), string(guide.NeedsIdentity), string(guide.WantsHuman), string(guide.Stuck), string(guide.Emergency), string(guide.AsComplaint),
		string(guide.LegalRoute), string(guide.AsProgress), string(guide.AsGreeting), string(guide.Degraded), "no_talk", "conflict", "cancelled", "timeout", "error",
	}
	stages = []string{"load", "read", "find", "decide", "say", "check", "save"}
)

// failed is the outcome of a turn that was not saved.
const failed = "failed"

// refusals bounds how many reasons of refusal are told apart.
const refusals = 100

func among(set []string, value string) string {
	if slices.Contains(set, value) {
		return value
	}
	return "other"
}

// turnTimes are the limits of the buckets, in seconds: a turn takes a
// millisecond, and twenty seconds at most.
var turnTimes = []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 20}

// NewMetrics begins to count.
func NewMetrics(g Gauges) *Metrics {
	m := &Metrics{
		known:    map[string]bool{},
		registry: prometheus.NewRegistry(),
		turns:    prometheus.NewCounterVec(prometheus.CounterOpts{Name: "wenban_turns_total", Help: "Turns by how they ended."}, []string{"channel", "outcome", "reason"}),
		took:     prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "wenban_turn_seconds", Help: "Time of a whole turn.", Buckets: turnTimes}, []string{"channel"}),
		stages:   prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "wenban_stage_seconds", Help: "Time of each stage of a turn.", Buckets: turnTimes}, []string{"stage"}),
		refused:  prometheus.NewCounterVec(prometheus.CounterOpts{Name: "wenban_refused_total", Help: "Requests and messages that were refused, by reason."}, []string{"reason"}),
	}
	m.cases = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "wenban_cases_total", Help: "Messages to and from the case system, by what came of them."}, []string{"way", "result"})
	m.registry.MustRegister(m.turns, m.took, m.stages, m.refused, m.cases, gauges{g},
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Observe counts a turn.
func (m *Metrics) Observe(_ context.Context, o assistant.Observation) {
	outcome, reason := ending(o)
	channel := among(channels, o.Channel)
	m.turns.WithLabelValues(channel, outcome, reason).Inc()
	var took time.Duration
	for _, s := range o.Stages {
		took += s.Took
		m.stages.WithLabelValues(among(stages, s.Name)).Observe(s.Took.Seconds())
	}
	m.took.WithLabelValues(channel).Observe(took.Seconds())
}

// ending is the outcome and the reason of a turn, also of one that failed.
func ending(o assistant.Observation) (outcome, reason string) {
	if o.Outcome != "" && o.Err == nil {
		return among(outcomes, string(o.Outcome)), among(reasons, string(o.Reason))
	}
	switch {
	case errors.Is(o.Err, assistant.ErrNoTalk):
		return failed, "no_talk"
	case errors.Is(o.Err, assistant.ErrConflict):
		return failed, "conflict"
	case errors.Is(o.Err, context.Canceled):
		return failed, "cancelled"
	case errors.Is(o.Err, context.DeadlineExceeded):
		return failed, "timeout"
	}
	return failed, "error"
}

// Refused counts a refusal. Its reason is a name in the program, never text of
// a citizen; all the same the number of names is bounded.
func (m *Metrics) Refused(reason string) {
	m.mu.Lock()
	if len(m.known) < refusals {
		m.known[reason] = true
	}
	if !m.known[reason] {
		reason = "other"
	}
	m.mu.Unlock()
	m.refused.WithLabelValues(reason).Inc()
}

// results are what may come of a message to the case system, and of one from it.
var results = []string{"sent", "late", "down", "timeout", "later", "refused", "altered", "no_number", "broken", "panic", "stopped", "applied", "again", "parked", "full"}

// Delivered counts what came of a delivery to the case system.
func (m *Metrics) Delivered(result string) {
	m.cases.WithLabelValues("out", among(results, result)).Inc()
}

// Updated counts what came of something that the case system did.
func (m *Metrics) Updated(result string) { m.cases.WithLabelValues("in", among(results, result)).Inc() }

// Handler answers /metrics.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4, Timeout: 10 * time.Second})
}

// gauges tells what is true at the moment it is asked.
type gauges struct{ Gauges }

var (
	build    = prometheus.NewDesc("wenban_build_info", "The program; always 1.", []string{"version"}, nil)
	up       = prometheus.NewDesc("wenban_part_up", "1 where a part of the program is up.", []string{"part"}, nil)
	since    = prometheus.NewDesc("wenban_part_since_seconds", "Unix time since when a part is as it is.", []string{"part"}, nil)
	ready    = prometheus.NewDesc("wenban_ready", "1 where citizens may be sent here.", nil, nil)
	sockets  = prometheus.NewDesc("wenban_sockets", "Open sockets.", nil, nil)
	edition  = prometheus.NewDesc("wenban_edition_info", "The edition that answers and what searches it; always 1.", []string{"edition", "index"}, nil)
	contents = prometheus.NewDesc("wenban_edition_contents", "How much the edition that answers holds.", []string{"kind"}, nil)
	outbox   = prometheus.NewDesc("wenban_outbox", "Messages for the case system that it has not got.", []string{"state"}, nil)
	queue    = prometheus.NewDesc("wenban_queue_age_seconds", "Age of the oldest in a queue.", []string{"queue"}, nil)
)

// Describe is part of prometheus.Collector.
func (g gauges) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{build, up, since, ready, sockets, edition, contents, queue, outbox} {
		to <- d
	}
}

// Collect is part of prometheus.Collector.
func (g gauges) Collect(to chan<- prometheus.Metric) {
	tell := func(d *prometheus.Desc, v float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	tell(build, 1, g.Version)
	g.tellParts(tell)
	if g.Sockets != nil {
		tell(sockets, float64(g.Sockets()))
	}
	if g.Edition != nil {
		e := g.Edition()
		tell(edition, 1, e.ID, e.Index)
		tell(contents, float64(e.Items), "items")
		tell(contents, float64(e.Documents), "documents")
		tell(contents, float64(e.Events), "events")
	}
	if g.Outbox != nil {
		if states, ok := g.Outbox(); ok {
			for state, n := range states {
				tell(outbox, float64(n), state)
			}
		}
	}
	if g.Queues != nil {
		for name, age := range g.Queues() {
			tell(queue, age.Seconds(), name)
		}
	}
}

func (g gauges) tellParts(tell func(*prometheus.Desc, float64, ...string)) {
	if g.Parts == nil {
		return
	}
	_, isReady := g.Parts.Report(context.Background())
	tell(ready, number(isReady))
	for _, s := range g.Parts.States(context.Background()) {
		tell(up, number(s.Up), s.Name)
		tell(since, float64(s.Since.Unix()), s.Name)
	}
}

func number(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// LogTurn is a line of the log for each turn: how it ended and how long it took.
func LogTurn(ctx context.Context, o assistant.Observation) {
	outcome, reason := ending(o)
	level := slog.LevelInfo
	if outcome == failed && (reason == "error" || reason == "timeout") {
		level = slog.LevelError
	}
	var took time.Duration
	for _, s := range o.Stages {
		took += s.Took
	}
	slog.Log(ctx, level, "turn", "channel", among(channels, o.Channel), "outcome", outcome, "reason", reason, "edition", o.Edition, "ms", took.Milliseconds())
}
