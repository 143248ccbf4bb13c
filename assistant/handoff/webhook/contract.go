package webhook

import _ "embed"

//go:embed openapi-cases.json
var contract []byte

// Contract returns the OpenAPI 3.1 description of both directions, as it is
// served at /openapi-cases.json.
func Contract() []byte { return contract }
