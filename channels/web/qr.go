package web

import (
	"fmt"
	"strings"

	"rsc.io/qr"
)

// qrView is a QR code as one path of an SVG picture, which stands in the page: a
// picture of its own would need an address, and the link is a secret.
type qrView struct {
	Size int // modules of a side, the quiet zone counted
	Path string
}

// quietZone is the white border that readers need, in modules.
const quietZone = 4

// qrOf draws a text so that it is read from a bad screen too.
func qrOf(text string) (qrView, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return qrView{}, fmt.Errorf("draw a QR code: %w", err)
	}
	var b strings.Builder
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				fmt.Fprintf(&b, "M%d %dh1v1h-1z", x+quietZone, y+quietZone)
			}
		}
	}
	return qrView{code.Size + 2*quietZone, b.String()}, nil
}
