#include "textflag.h"

// func siftAVX2(dst *candidate, sums *int32, all *marks, n int, first uint32, least int32, keep int) (found int)
TEXT ·siftAVX2(SB), NOSPLIT, $0-56
	MOVQ         dst+0(FP), DI
	MOVQ         sums+8(FP), SI
	MOVQ         all+16(FP), R12
	MOVQ         n+24(FP), CX
	MOVL         first+32(FP), R8
	MOVL         least+36(FP), AX
	MOVQ         keep+40(FP), R13
	DECL         AX             // there is no "not less than", only "more than"
	VMOVD        AX, X0
	VPBROADCASTD X0, Y0
	VPXOR        Y7, Y7, Y7
	MOVQ         DI, R9

step:
	VMOVDQU  (SI), Y1
	VMOVDQU  32(SI), Y2
	VMOVDQU  64(SI), Y3
	VMOVDQU  96(SI), Y4
	VPCMPGTD Y0, Y1, Y1
	VPCMPGTD Y0, Y2, Y2
	VPCMPGTD Y0, Y3, Y3
	VPCMPGTD Y0, Y4, Y4
	VPOR     Y1, Y2, Y5
	VPOR     Y3, Y4, Y6
	VPOR     Y5, Y6, Y5
	VPTEST   Y5, Y5
	JNZ      some

next:
	TESTQ   R13, R13
	JNZ     kept
	VMOVDQU Y7, (SI)
	VMOVDQU Y7, 32(SI)
	VMOVDQU Y7, 64(SI)
	VMOVDQU Y7, 96(SI)

kept:
	ADDQ $128, SI
	ADDL $32, R8
	SUBQ $32, CX
	JNZ  step

	SUBQ DI, R9
	SHRQ $3, R9
	MOVQ R9, found+48(FP)
	VZEROUPPER
	RET

some: // one bit a sum
	VMOVMSKPS Y1, AX
	VMOVMSKPS Y2, BX
	VMOVMSKPS Y3, R10
	VMOVMSKPS Y4, R11
	SHLL      $8, BX
	SHLL      $16, R10
	SHLL      $24, R11
	ORL       BX, AX
	ORL       R10, AX
	ORL       R11, AX

write:
	BSFL       AX, BX
	LEAL       (R8)(BX*1), R10
	MOVL       R10, (R9)
	SHLQ       $6, R10
	PREFETCHT0 (R12)(R10*1)
	MOVL       (SI)(BX*4), R11
	MOVL       R11, 4(R9)
	ADDQ       $8, R9
	LEAL       -1(AX), R10
	ANDL       R10, AX
	JNZ        write
	JMP        next

// func topSumsAVX2(tops *[128]int32, sums *[4096]int32)
TEXT ·topSumsAVX2(SB), NOSPLIT, $0-16
	MOVQ tops+0(FP), DI
	MOVQ sums+8(FP), SI
	MOVQ $16, CX

group: // 256 sums: the eight highest of every eighth
	MOVQ  $8, DX
	VPXOR Y0, Y0, Y0
	VPXOR Y1, Y1, Y1

most:
	VPMAXSD (SI), Y0, Y0
	VPMAXSD 32(SI), Y1, Y1
	VPMAXSD 64(SI), Y0, Y0
	VPMAXSD 96(SI), Y1, Y1
	ADDQ    $128, SI
	DECQ    DX
	JNZ     most

	VPMAXSD Y1, Y0, Y0
	VMOVDQU Y0, (DI)
	ADDQ    $32, DI
	DECQ    CX
	JNZ     group
	VZEROUPPER
	RET
