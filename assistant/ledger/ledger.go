// Package ledger keeps talks and turns: in memory, or in a SQLite file that
// survives the power being cut.
package ledger
