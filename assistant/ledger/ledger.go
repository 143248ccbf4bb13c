// Package ledger keeps talks and turns: in memory, or in the database,
// where they survive the power being cut.
package ledger
