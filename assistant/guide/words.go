package guide

import "wenban/knowledge/sieve"

// Asks reports whether a message asks for something, rather than telling it.
func Asks(text string) bool { return wants.MatchString(text) && !unsure.MatchString(text) }

// The words below tell how a message stands to the talk it is said in. They are
// function words, the same for every item and every city.
const amended = `不是问|问的是|(我|想|就|是)问(那|这|的)|问(那个|的那)`

var (
	// wants matches a message that asks for something, rather than telling it.
	wants = sieve.Compile(`怎么|怎样|咋|如何|哪|什么|啥|吗$|呢$|么$|不$|能不能|可不可以|行不行|有没有|是不是|多少|多久|几|` +
		`为什么|凭什么|[？?]$|(想|要|去|来|得|需要)(办|领|申|补|换|开|注销|登记|转|报|查|迁|买|取|提|结婚|离婚|落户)`)
	// turned matches words that turn to something else.
	turned = sieve.Compile(`^(谢谢|多谢|好的?|行|算了|那就?|知道了|不问了?)*[,，。]?(先|再|另外)(问|说|办|弄|补|搞|帮)|^算了|^(对了|另外|顺便|再问|还想|还有(个|一个|一件|件|别的|其他|个事|就是)|换个|刚才|之前)|别的|其他的?(事|问题|补)|` + amended)
	// goesHow matches the question how to go about it, of what is spoken of.
	goesHow = sieve.Compile(`^(那|那么|那我|我)?(现在|又|到底)?(该|要|得|应该)?(怎么|咋|咋个|如何)(办|弄|搞|做|整)(才好|才行)?(呢|啊|呀|嘛|哦)?[？?。]?$|^(那|然后|接下来|下一步|接着)+(呢|(该|要|我)?(怎么办|咋办|怎么弄|咋弄|干啥|干什么|做什么|办什么))[？?。]?$`)
	// whatOf matches the question what is with something else: 那驾照呢.
	whatOf = sieve.Compile(`^[^,，。]{1,10}呢[？?。]?$`)
	// amends matches words that say what was meant all along.
	amends = sieve.Compile(amended)
	// around matches what may stand beside the name of a thing that is asked for.
	around = sieve.Compile(`^(那么?|刚才|刚刚|这个?|那个)+|(要|需要|得|还要)?(带|交|准备|提供|办|拿)?$`)
	// proxy matches words that say that one goes for another, or ask whether one may.
	proxy = sieve.Compile(`能我(去|来|办)|(要|得|必须|一定|非)(要|得|是)?(他|她|老人|老人家|我爸|我妈|爸|妈|家里人)(本人|自己|亲自)(去|来|到|办|跑)|(走|动|来|去|起|下)不(动|了)(路|床)?[,，。]?(我|家里人?|儿子|女儿|老伴)(去|来|办|能)|(替|帮|代)(他|她|老人|老人家|爸|妈|爸爸|妈妈|父亲|母亲|家里|老公|老婆|孩子|爷爷|奶奶|外公|外婆)?(去|来)?(办|弄|跑|取|领|问|交|拿|搞|去)`)
	// unsure matches words that say what is not known: they name nothing.
	unsure = sieve.Compile(`^(我|我们|也|都|还)?(不|没)(太|大)?(清楚|知道|确定|记得|晓得)|忘了`)
	// asksHow matches a request proper, also behind 不知道.
	asksHow = sieve.Compile(`怎么|怎样|咋|如何|去哪|哪里|(要|该)(办|带|准备)`)
	// follows matches a message that goes on with what was said before: 那在云溪呢.
	follows = sieve.Compile(`^(那|那么|那要是|如果是|要是|换成|改成|还是|就是|我是|我在|不是)`)
	// wondered matches the end of a question whether something is right, or what
	// is due by right: an article answers it where no item is about it.
	wondered = sieve.Compile(`(吗|么|嘛|合不合法|合法|违法|犯法|怎么算|怎么赔|赔多少|罚多少|几倍|多少倍|可不可以|能不能|该不该|要不要)[？?！!。]*$`)
	// ruled matches a question that only a rule answers, not the list of an item.
	ruled = sieve.Compile(`有效期|(管|用|签注?|延期?)几年|几年(一|有效|签|换|审)|(从|哪|几|什么|啥)\p{Han}{0,4}(开始|起)(发|算|领|补|执行|实施|施行|享受|缴|交|计)|` +
		`(给|补|发|奖|领|拿|贴|资助|补助|补贴|享受)(到|我|的)?(多少|几)|(一|每|半)(年|月|季度?)\p{Han}{0,3}(提|领|取|报|发|申请|能)?\p{Han}{0,2}几次|` +
		`限制|第?[几哪一]条|规定|封顶|上限|标准(是|多少|怎么|呢|[？?]?$)|(能不能|可不可以|可以|能)(做|卖|经营|先收|容缺|补正|承诺)|几天(内|之内)?(给|必须|得|要|答复|回复|办结)|补正|` +
		`(最多|最少|最高|最低|顶多|至多|至少|一共|总共|一次|每月|每个月|一个月|每年|一年)\p{Han}{0,6}(多少|几多|好多|几成|几个点|几万|几千|几百|几平|几年|几个月|多久|好久|几耐|多长时间)|` +
		`(给|补|发|奖|领|提|报|批|贷|减|免)(到|我|的)?(好多|几多|几成|几个点)|(等|隔|满|交|缴|住|干|过)(够|满|上|到)?(多久|几年|几个月|几天|多少年|多少个月)(才|就|以后|之后)|` +
		`(管|顶|有效|作数|算数)(到|得了)?(多久|几天|几个月|几年|多长时间)|算不算|算(是)?(违规|违法|重复|首次|首套|一套|本地)|作不作数|真的假的|是真的吗|是不是(必须|一定|只能|只有|非得)|(必须|一定|非)(要|得)\p{Han}{0,12}(吗|么|不|才行)|能(不能)?(少|免|不)(等|交|罚)`)
	// waits matches words of who handed something in, or has waited for it.
	waits = sieve.Compile(`我的|我们的|[了过咗]|已经|还没|还不|怎么还|迟迟|上(个?月|周|礼拜|星期)|前(天|几天|阵子|段时间)|昨天|去年|月初|月底|交完|等(着|到)`)
	// dated matches a question for the day from which, or until which, a rule holds.
	dated = sieve.Compile(`(什么时候|几时|何时|啥时候|哪天|几号|哪一?年|多久)\p{Han}{0,2}(开始|起|实施|执行|施行|生效|到期|截止|结束|作废|失效)`)
	// whereTo matches the question where somebody is who knows; ofTheHouse whom a
	// citizen wants that is tired of the program.
	whereTo    = sieve.Compile(`(哪|边度|边个|啥地方|什么地方)\p{Han}{0,4}(找|问|揾|寻)`)
	ofTheHouse = sieve.Compile(`人工|客服|真人|活人|机器|转接|坐席|接线|你们`)
	// another matches the wish to go on with the next need: 那第二件呢.
	another = sieve.Compile(`^(那|好的?|行|然后|再|说)?[,，。]?(说说?|看看?|问问?|讲讲?)?(第二|第三|另|另外|下|还有那|剩下的?那?)(一)?(件|个问题|个事|件事)`)
	// ofSeveral matches words that take one of several needs: 先说孩子的, 那公章呢.
	ofSeveral = sieve.Compile(`^(那|那么|还是|就|我)?(先|然后|接着|再)(说|问|办|弄|搞|讲|看|来|补|解决)?|^(那|然后|接着|还有|至于).{1,8}(呢|怎么办|咋办|咋弄|怎么弄)$`)
	// allSaid matches the question whether everything has been answered.
	allSaid = sieve.Compile(`(都|全)?(说|答|讲|问|回答|办)(完|全|齐)了?(吗|么|没|没有)`)
)
