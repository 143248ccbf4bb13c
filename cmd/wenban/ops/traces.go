package ops

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"wenban/assistant"
)

// Traces sends one trace for each turn, with a span for each stage, to an
// OpenTelemetry collector. The nil *Traces sends nothing.
type Traces struct {
	provider *sdk.TracerProvider
	tracer   trace.Tracer
}

// NewTraces sends a share (0 to 1) of the turns to the OTLP/HTTP endpoint, with
// the token, where there is one, as a bearer token. A collector that is down
// costs no turn anything: what cannot be sent is dropped.
func NewTraces(ctx context.Context, endpoint, token, version string, share float64) (*Traces, error) {
	u, err := url.Parse(endpoint)
	if err != nil {
		return nil, fmt.Errorf("send traces to %s: %w", endpoint, err)
	}
	if u.Path == "" || u.Path == "/" {
		u.Path = "/v1/traces" // as collectors have it
	}
	options := []otlptracehttp.Option{otlptracehttp.WithEndpointURL(u.String()), otlptracehttp.WithTimeout(5 * time.Second), otlptracehttp.WithHeaders(bearer(token))}
	exporter, err := otlptracehttp.New(ctx, options...)
	if err != nil {
		return nil, fmt.Errorf("send traces to %s: %w", endpoint, err)
	}
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { slog.Warn("traces", "error", err) }))
	provider := sdk.NewTracerProvider(
		sdk.WithBatcher(exporter), sdk.WithSampler(sdk.TraceIDRatioBased(share)),
		sdk.WithResource(resource.NewSchemaless(attribute.String("service.name", "wenban"), attribute.String("service.version", version))),
	)
	return &Traces{provider: provider, tracer: provider.Tracer("wenban")}, nil
}

func bearer(token string) map[string]string {
	if token == "" {
		return nil
	}
	return map[string]string{"Authorization": "Bearer " + token}
}

// Observe makes the trace of a turn from the time of its stages.
//
// PRIVACY: attributes are what metrics have as labels, and the edition. A span
// has no address, so no id of a talk.
func (t *Traces) Observe(ctx context.Context, o assistant.Observation) {
	if t == nil {
		return
	}
	outcome, reason := ending(o)
	ctx, turn := t.tracer.Start(ctx, "turn", trace.WithTimestamp(o.Began), trace.WithAttributes(
		attribute.String("channel", among(channels, o.Channel)), attribute.String("outcome", outcome),
		attribute.String("reason", reason), attribute.String("edition", o.Edition)))
	if outcome == failed {
		turn.SetStatus(codes.Error, reason)
	}
	at := o.Began
	for _, s := range o.Stages {
		_, span := t.tracer.Start(ctx, among(stages, s.Name), trace.WithTimestamp(at))
		at = at.Add(s.Took)
		span.End(trace.WithTimestamp(at))
	}
	turn.End(trace.WithTimestamp(at))
}

// Close sends what is left, in the time that ctx gives.
func (t *Traces) Close(ctx context.Context) error {
	if t == nil {
		return nil
	}
	if err := t.provider.Shutdown(ctx); err != nil {
		return fmt.Errorf("send the last traces: %w", err)
	}
	return nil
}
