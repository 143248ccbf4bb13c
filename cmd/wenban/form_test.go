package main

import (
	"bytes"
	"strings"
	"testing"

	"wenban/assistant/form/licencetest"
	"wenban/knowledge/sample"
)

func TestThreeQuartersOfTheSampleFormsArePrefilled(t *testing.T) {
	e, err := sample.Load()
	if err != nil {
		t.Fatal(err)
	}
	library, err := licencetest.New()
	if err != nil {
		t.Fatal(err)
	}
	measured := func(l licencetest.Library) (part float64, told string) {
		all, err := shares(t.Context(), e, l)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		sum := tellShares(&out, all, true)
		return sum.Part(), out.String()
	}
	part, told := measured(library)
	if part < 0.75 {
		t.Errorf("the forms are prefilled by %.1f %%, want at least 75 %%:\n%s", 100*part, told)
	}
	for _, want := range []string{"78 张申请表", "电子证照", "登录的实名信息", "以前的申请"} {
		if !strings.Contains(told, want) {
			t.Errorf("form --share says\n%s\nwant %q in it", told, want)
		}
	}
	library.People.Applicants = nil
	if part, told := measured(library); part > 0.2 || strings.Contains(told, "%  电子证照") {
		t.Errorf("without anybody signed in the forms are prefilled by %.1f %%, want no more than the situations tell:\n%s", 100*part, told)
	}
}
