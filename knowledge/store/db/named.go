package db

import (
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// The codes under which the engines tell what a person has to see to.
var (
	liteCodes = map[int]error{
		sqlite3.SQLITE_NOTADB: ErrCorrupt, sqlite3.SQLITE_CORRUPT: ErrCorrupt,
		sqlite3.SQLITE_FULL: ErrSpace, sqlite3.SQLITE_READONLY: ErrReading,
		sqlite3.SQLITE_IOERR: ErrDisk, // on a full disk too, where the shared memory cannot grow
	}
	serverCodes = map[string]error{ // Appendix A of the PostgreSQL manual
		"53100": ErrSpace, "25006": ErrReading, "XX001": ErrCorrupt, "XX002": ErrCorrupt,
	}
)

// named says an error of either engine in words that tell what to do; others
// stay as they are.
func named(err error) error {
	var lite *sqlite.Error
	var server *pgconn.PgError
	var name error
	switch {
	case errors.As(err, &lite):
		name = liteCodes[lite.Code()&0xff]
	case errors.As(err, &server):
		name = serverCodes[server.Code]
	}
	if name == nil || errors.Is(err, name) {
		return err
	}
	return fmt.Errorf("%w: %w", name, err)
}
