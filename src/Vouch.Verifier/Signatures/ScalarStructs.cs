using System.Collections.Generic;
using Vouch.Bytecode.Btf;
using Vouch.Verifier.Log;

namespace Vouch.Verifier.Signatures;

/// <summary>Structs that hold nothing but numbers, so that any bytes will do for them.</summary>
internal static class ScalarStructs
{
    /// <summary>Structs within structs deeper than this are refused. Source: Linux 7.3, four levels.</summary>
    private const int MaxDepth = 3;

    /// <summary>The type is a struct of scalars, arrays of scalars and such structs.</summary>
    public static bool IsScalarStruct(VerifierLog log, BtfSpec types, in BtfType type)
    {
        if (!type.IsStructOrUnion)
        {
            return false;
        }

        Stack<(BtfType Type, int Member, int Depth)> open = new();
        open.Push((type, 0, 0));
        while (open.TryPop(out (BtfType Type, int Member, int Depth) at))
        {
            if (at.Member >= at.Type.Count)
            {
                continue;
            }

            open.Push(at with { Member = at.Member + 1 });
            BtfType member = types.SkipModifiers(types.Member(at.Type, at.Member).Type);
            if (member.IsStructOrUnion)
            {
                if (at.Depth >= MaxDepth)
                {
                    log.Write($"max struct nesting depth exceeded\n");
                    return false;
                }

                open.Push((member, 0, at.Depth + 1));
            }
            else if (!IsScalarMember(types, member))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsScalarMember(BtfSpec types, BtfType member)
    {
        if (member.Kind == BtfKind.Array)
        {
            BtfArray array = types.Array(member);
            if (array.Count == 0)
            {
                return false;
            }

            member = types.SkipModifiers(array.Element);
        }

        return member.Kind == BtfKind.Int || member.IsAnyEnum;
    }
}
