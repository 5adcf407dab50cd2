// Stands in until the real domains land: delete this file then.
namespace Vouch.Verifier.Domains;
public readonly record struct Tnum(ulong Value, ulong Mask) { public bool IsConst => Mask == 0; }
public readonly record struct ScalarBounds(Tnum Bits, ulong A, ulong B, ulong C) { public ulong UMin=>A; public ulong UMax=>A;public long SMin=>(long)A;public long SMax=>(long)A; public static ScalarBounds Unknown=>default; public static ScalarBounds Const(ulong v)=>default;}
