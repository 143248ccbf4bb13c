package read

import (
	"testing"

	"wenban/knowledge"
)

// TestDangerIsHeardWhileItLasts holds danger now against danger that is over,
// that may come, or that befell a thing.
func TestDangerIsHeardWhileItLasts(t *testing.T) {
	r := New(knowledge.Regions{})
	for said, now := range map[string]bool{
		"真着火了，快来人":           true,
		"楼下着火了，怎么办":          true,
		"不小心掉进河里了":           true,
		"孩子掉井里了":             true,
		"前面两辆车撞了，有人卡在里面":     true,
		"昨天吃了野蘑菇，中毒了":        true,
		"以前没这样，今天我爸突然晕倒了":    true,
		"前天走失的孩子还没找到":        true,
		"他前天打我，今天又来砸门":       true,
		"前天被骗了三万":            true,
		"电梯困住人了":             true,
		"隔壁堆满纸箱，着火了谁负责":      false,
		"护栏坏了半年，要是掉下去怎么得了":   false,
		"井盖没了，前天有个骑车的摔断了腿":   false,
		"上个月那次电梯困了人，到现在也没修":  false,
		"水塘没护栏，早晚淹死人":        false,
		"灯杆让货车撞断了":           false,
		"楼上的花盆从阳台掉下来，差点砸到我":  false,
		"公交车屁股冒黑烟":           false,
		"狗被关在笼子里":            false,
		"车牌被洪水冲走了，怎么补":       false,
		"前两天我妈摔骨折了，去哪评残":     false,
		"天天有人冒充客服打电话，一天打十几个": false,
	} {
		if got := r.Read(said, Context{}).Intent; (got == Emergency) != now {
			t.Errorf("Read(%s) = %s, want an emergency: %v", said, got, now)
		}
	}
}

// TestShortWordsAreHeard holds what a few words mean by themselves: a person, how
// far it is, nothing at all; and what only begins like them.
func TestShortWordsAreHeard(t *testing.T) {
	r := New(knowledge.Regions{})
	for said, want := range map[string]Intent{
		"换人":             Human,
		"给我接个人":          Human,
		"给个电话，我自己打过去":    Human,
		"没法打字，有电话吗":      Human,
		"请帮忙转接窗口":        Human,
		"公司法人换人要什么材料":    Find,
		"社保转接怎么办":        Find,
		"找人代办可以吗，过户":     Find,
		"嗯嗯":             Greeting,
		"得嘞":             Greeting,
		"多谢，帮到手":         Greeting,
		"能帮个忙不":          Greeting,
		"谢谢，护照丢了":        Find,
		"谢谢，那我娃的呢":       Find,
		"执照批没批":          Progress,
		"轮到我没":           Progress,
		"拿到受理单了，现在到哪个环节": Progress,
		"证什么时候能去拿，交完费都十来天了": Progress,
		"WB261103-0082-4417":  Progress,
		"居住证到没到期怎么看":          Find,
		"包工头欠着我们七个人的工钱":       Complaint,
		"工钱被欠着，想申请法律援助":       Find,
		"没做过生意，不欠账不欠税不欠工资":    Find,
		"老板欠我们半年工钱，想找个不要钱的律师": Find,
	} {
		if got := r.Read(said, Context{}); got.Intent != want {
			t.Errorf("Read(%s) = %s %s, want %s", said, got.Intent, got.Category, want)
		}
	}
}

// TestAYesAnswersWhatWasAsked is smalltalk only where nothing was.
func TestAYesAnswersWhatWasAsked(t *testing.T) {
	r := New(knowledge.Regions{})
	if got := r.Read("嗯嗯", Context{Asked: true}).Intent; got != Yes {
		t.Errorf("Read(嗯嗯) after a question = %s, want %s", got, Yes)
	}
}
