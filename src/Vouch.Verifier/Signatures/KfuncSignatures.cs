using System.Collections.Generic;
using Vouch.Bytecode.Isa;
using Vouch.Kernel.Kfuncs;
using Vouch.Verifier.Log;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Signatures;

/// <summary>The signatures of the kfuncs that a program calls; each is worked out when it is first asked for.</summary>
/// <param name="facts">The program's.</param>
/// <param name="rejections">Where a signature is refused that no call could satisfy.</param>
/// <param name="decidesAtCall">What parameters want is told in full only by the registers passed.</param>
internal sealed class KfuncSignatures(ProgramFacts facts, RejectionSink rejections, bool decidesAtCall)
{
    private readonly int parameterLimit = facts.Program.Kernel.Rules.Limits.KfuncParameters;

    // By the offset and immediate of calls.
    private readonly Dictionary<long, KfuncSignature> known = [];

    /// <summary>The signature of a call's kfunc, from memory or worked out now.</summary>
    public Check Get(Instruction insn, out KfuncSignature? signature)
    {
        long key = ((long)insn.Offset << 32) | (uint)insn.Immediate;
        if (known.TryGetValue(key, out signature))
        {
            return Check.Ok;
        }

        signature = null;
        if (KfuncDescription.Find(facts, insn) is not { } description)
        {
            return rejections.Reject(Rule.UnknownKfunc, Errno.Invalid, $"kernel btf_id {insn.Immediate} is not a function");
        }

        Check outcome = Classify(description, out signature);
        if (outcome.IsOk)
        {
            known[key] = signature!;
        }

        return outcome;
    }

    private Check Classify(KfuncDescription description, out KfuncSignature? signature)
    {
        signature = null;
        if (description.IsOfUnknownModule)
        {
            return rejections.NotSupported($"kfuncs of the module {description.Types.Name}");
        }

        int count = description.Prototype.Count;
        if (count > parameterLimit)
        {
            return rejections.Reject(
                Rule.KfuncParameterCount, Subject.Function(description.Name), Errno.Invalid,
                $"Function {description.Name} has {count} > {parameterLimit} args");
        }

        SpecialKfunc special = description.Types.Name == KfuncTable.KernelModule ? SpecialKfuncs.Of(description.Name) : SpecialKfunc.None;
        KfuncParameter[] parameters = new KfuncParameter[count];
        for (int i = 0; i < count; i++)
        {
            KfuncParameterReader reader = new(facts, rejections, description, special);
            if (decidesAtCall)
            {
                parameters[i] = reader.ReadForCall(i);
            }
            else if (reader.Read(i, out parameters[i]).Failed(out Check why))
            {
                return why;
            }
        }

        signature = new KfuncSignature(description, facts.HandleOf(description.Types), special, parameters);
        return Check.Ok;
    }
}
