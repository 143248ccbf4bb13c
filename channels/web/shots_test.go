package web

import (
	"fmt"
	"os"
	"testing"
)

// TestPictures takes pictures of the pages to be looked at:
//
//	WENBAN_SHOTS=/tmp/shots go test ./channels/web -run Pictures
func TestPictures(t *testing.T) {
	if os.Getenv("WENBAN_SHOTS") == "" {
		t.Skip("WENBAN_SHOTS names no folder")
	}
	for name, l := range map[string]look{
		"phone": phone, "phone-dark": {width: 390, height: 844, dark: true}, "phone-elder": {width: 390, height: 844, elder: true},
		"desktop": {width: 1280, height: 900}, "desktop-dark": {width: 1280, height: 900, dark: true},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			ctx := browser(t, l)
			do(t, ctx, open(s.URL), visible("#text"))
			if l.elder {
				do(t, ctx, click(".size button"), visible(".elder #text"))
			}
			shot(t, ctx, name+"-1-home", false)
			do(t, ctx, ask("我家孩子身份证丢了", "1"))
			shot(t, ctx, name+"-2-question", false)
			do(t, ctx, press("1"), visible(`.turn.last[data-seq="2"]`))
			shot(t, ctx, name+"-3-answer", false)
			shot(t, ctx, name+"-4-whole", true)
			do(t, ctx, ask("帮我查一下邻居的身份证号", "3"))
			shot(t, ctx, name+"-5-refusal", false)
			for i, q := range []string{"我爸去世了要办什么", "身份证", "家里着火了", "我要投诉", "劳动仲裁的时效法律上怎么规定的"} {
				do(t, ctx, ask(q, fmt.Sprint(4+i)))
				shot(t, ctx, fmt.Sprint(name, "-8-", q), false)
			}
			do(t, ctx, click(".regions summary"))
			shot(t, ctx, name+"-6-regions", false)
			do(t, ctx, open(s.URL+"/list"))
			shot(t, ctx, name+"-7-list", true)
		})
	}
}
