package open311

import (
	"strings"
	"testing"
)

// The examples of the specification (wiki.open311.org/GeoReport_v2), shortened;
// its JSON numbers with leading zeros are no JSON and are quoted here.
const (
	specServices = `<?xml version="1.0" encoding="utf-8"?>
<services>
	<service>
		<service_code>001</service_code>
		<service_name>Cans left out 24x7</service_name>
		<description>Garbage or recycling cans that have been left out for more than 24 hours after collection. Violators will be cited.</description>
		<metadata>true</metadata>
		<type>realtime</type>
		<keywords>lorem, ipsum, dolor</keywords>
		<group>sanitation</group>
	</service>
	<service>
		<service_code>002</service_code>
		<metadata>true</metadata>
		<type>realtime</type>
		<keywords>lorem, ipsum, dolor</keywords>
		<group>street</group>
		<service_name>Construction plate shifted</service_name>
		<description>Metal construction plate covering the street or sidewalk has been moved.</description>
	</service>
</services>`
	specDefinition = `<?xml version="1.0" encoding="utf-8"?>
<service_definition>
	<service_code>DMV66</service_code>
	<attributes>
		<attribute>
			<variable>true</variable>
			<code>WHISHETN</code>
			<datatype>singlevaluelist</datatype>
			<required>true</required>
			<datatype_description></datatype_description>
			<order>1</order>
			<description>What is the ticket/tag/DL number?</description>
			<values>
				<value><key>123</key><name>Ford</name></value>
				<value><key>124</key><name>Chrysler</name></value>
			</values>
		</attribute>
	</attributes>
</service_definition>`
	specDefinitionJSON = `{"service_code":"DMV66","attributes":[{"variable":true,"code":"WHISHETN","datatype":"singlevaluelist","required":true,"datatype_description":null,"order":1,"description":"What is the ticket/tag/DL number?","values":[{"key":123,"name":"Ford"},{"key":124,"name":"Chrysler"}]}]}`
	specCreated        = `<?xml version="1.0" encoding="utf-8"?>
<service_requests>
	<request>
		<service_request_id>293944</service_request_id>
		<service_notice>
			The City will inspect and require the responsible party to correct within 24 hours and/or issue a Correction Notice or Notice of Violation of the Public Works Code
		</service_notice>
		<account_id/>
	</request>
</service_requests>`
	specCreatedJSON = `[{"service_request_id":293944,"service_notice":"The City will inspect","account_id":null}]`
	specToken       = `<service_requests><request><service_request_id>638344</service_request_id><token>12345</token></request></service_requests>`
	specRequestJSON = `[{"service_request_id":638344,"status":"closed","status_notes":"Duplicate request.","service_name":"Sidewalk and Curb Issues","service_code":"006","description":null,"agency_responsible":null,"service_notice":null,
		"requested_datetime":"2010-04-14T06:37:38-08:00","updated_datetime":"2010-04-14T06:37:38-08:00","expected_datetime":"2010-04-15T06:37:38-08:00","address":"8TH AVE and JUDAH ST","address_id":545483,"zipcode":94122,"lat":37.762221815,"long":-122.4651145,"media_url":"http://city.gov.s3.amazonaws.com/requests/media/638344.jpg"}]`
	specRequest = `<?xml version="1.0" encoding="utf-8"?>
<service_requests><request><service_request_id>638344</service_request_id><status>closed</status><status_notes>Duplicate request.</status_notes><service_name>Sidewalk and Curb Issues</service_name><service_code>006</service_code>
<description></description><agency_responsible></agency_responsible><service_notice></service_notice><requested_datetime>2010-04-14T06:37:38-08:00</requested_datetime><updated_datetime>2010-04-14T06:37:38-08:00</updated_datetime>
<expected_datetime>2010-04-15T06:37:38-08:00</expected_datetime><address>8TH AVE and JUDAH ST</address><address_id>545483</address_id><zipcode>94122</zipcode><lat>37.762221815</lat><long>-122.4651145</long><media_url>http://city.gov.s3.amazonaws.com/requests/media/638344.jpg </media_url></request></service_requests>`
	specErrors     = `<?xml version="1.0" encoding="utf-8"?><errors><error><code>403</code><description>Invalid api_key received -- can't proceed with create_request.</description></error></errors>`
	specErrorsJSON = `[{"code":403,"description":"Invalid api_key received -- can't proceed with create_request."}]`
)

func TestTheExamplesOfTheSpecificationAreRead(t *testing.T) {
	services, err := DecodeList[Service]("xml", "services", []byte(specServices))
	if err != nil || len(services) != 2 || services[0].Code != "001" || !services[1].Metadata || services[1].Name != "Construction plate shifted" {
		t.Errorf("services: %+v, %v", services, err)
	}
	for format, text := range map[string]string{"xml": specDefinition, "json": specDefinitionJSON} {
		d, err := DecodeDefinition(format, []byte(text))
		if err != nil || d.Code != "DMV66" || len(d.Attributes) != 1 || !d.Attributes[0].Required || len(d.Attributes[0].Values) != 2 || d.Attributes[0].Values[1] != (Value{"124", "Chrysler"}) {
			t.Errorf("definition in %s: %+v, %v", format, d, err)
		}
	}
	for format, text := range map[string]string{"xml": specCreated, "json": specCreatedJSON} {
		c, err := DecodeList[Created](format, "service_requests", []byte(text))
		if err != nil || len(c) != 1 || c[0].ID != "293944" || !strings.Contains(string(c[0].Notice), "The City will inspect") {
			t.Errorf("created in %s: %+v, %v", format, c, err)
		}
	}
	if c, err := DecodeList[Created]("xml", "service_requests", []byte(specToken)); err != nil || len(c) != 1 || c[0].Token != "12345" {
		t.Errorf("token: %+v, %v", c, err)
	}
	for format, text := range map[string]string{"xml": specRequest, "json": specRequestJSON} {
		r, err := DecodeList[Request](format, "service_requests", []byte(text))
		if err != nil || len(r) != 1 || r[0].ID != "638344" || r[0].Status != "closed" || r[0].Lat != "37.762221815" || r[0].Description != "" {
			t.Errorf("request in %s: %+v, %v", format, r, err)
		}
		if at, ok := r[0].Updated.when(); !ok || at.Unix() != 1271255858 {
			t.Errorf("updated in %s: %v, %v, want 2010-04-14T14:37:38Z", format, at, ok)
		}
	}
	for format, text := range map[string]string{"xml": specErrors, "json": specErrorsJSON} {
		f, err := DecodeList[Fault](format, "errors", []byte(text))
		if err != nil || len(f) != 1 || f[0].Code != "403" || !strings.HasPrefix(string(f[0].Description), "Invalid api_key") {
			t.Errorf("errors in %s: %+v, %v", format, f, err)
		}
	}
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	want := []Request{{ID: "WB1", Status: "open", Service: "路灯 <&> \"灯\"", Requested: "2026-11-25T08:00:00+08:00"}, {ID: "WB2"}}
	for _, format := range []string{"json", "xml"} {
		b, err := EncodeList(format, "service_requests", want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := DecodeList[Request](format, "service_requests", b)
		if err != nil || len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
			t.Errorf("%s: %s is read as %+v, %v", format, b, got, err)
		}
		if b, err := EncodeList[Request](format, "service_requests", nil); err != nil || len(b) < 2 {
			t.Errorf("%s: nothing is written as %q, %v", format, b, err)
		}
	}
}

func TestOtherDocumentsAreRefused(t *testing.T) {
	for _, text := range []string{"", "<html><body>登录</body></html>", "<service_requests>", "<service_requests><x/></service_requests>", "<errors/>", "<service_requests><request>", strings.Repeat("<a>", 100_000), "{}"} {
		if got, err := DecodeList[Created]("xml", "service_requests", []byte(text)); err == nil {
			t.Errorf("DecodeList(xml, %.40q) = %+v, nil, want an error", text, got)
		}
	}
	for _, text := range []string{"", "<html>", "{}", `{"service_request_id":1}`, `[{"service_request_id":{}}]`, `[{"service_request_id":[1]}]`, `[1]`, strings.Repeat("[", 100_000), "[{}] x"} {
		if got, err := DecodeList[Created]("json", "service_requests", []byte(text)); err == nil {
			t.Errorf("DecodeList(json, %.40q) = %+v, nil, want an error", text, got)
		}
	}
}

// FuzzDecode: whatever a server answers, it is read or refused.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{specServices, specCreated, specCreatedJSON, specRequest, specRequestJSON, specErrors, specErrorsJSON, specDefinition, specDefinitionJSON, "<a>", "[", "null"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, format := range []string{"json", "xml"} {
			if all, err := DecodeList[Request](format, "service_requests", body); err == nil {
				for _, r := range all {
					_, _ = referred(r.Description)
					_, _ = r.Updated.when()
					if _, err := EncodeList(format, "service_requests", []Request{r}); err != nil {
						t.Errorf("EncodeList(%s, %+v) = %v, want nil", format, r, err)
					}
				}
			}
			_, _ = DecodeList[Service](format, "services", body)
			_, _ = DecodeList[Fault](format, "errors", body)
			_, _ = DecodeDefinition(format, body)
		}
	})
}
