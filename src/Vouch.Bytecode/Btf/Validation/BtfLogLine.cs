using System;
using System.Globalization;
using System.Text;

namespace Vouch.Bytecode.Btf.Validation;

/// <summary>Words a refusal as the kernel's log does: the type as it stands, then what is wrong with it.</summary>
internal static class BtfLogLine
{
    public static BtfProblem OfType(RawBtf btf, in BtfType type, string problem, int errno = BtfProblem.Invalid) =>
        new(errno, Text($"[{type.Id}] {BtfKindText.Of(type.Kind)} {Name(btf, type.NameOffset)} {Details(btf, type)} {problem}"));

    /// <summary>For refusals that leave the details out.</summary>
    public static BtfProblem OfTypeInBrief(RawBtf btf, in BtfType type, string problem, int errno = BtfProblem.Invalid) =>
        new(errno, Text($"[{type.Id}] {BtfKindText.Of(type.Kind)} {Name(btf, type.NameOffset)} {problem}"));

    public static BtfProblem OfMember(RawBtf btf, in BtfType type, int index, string problem)
    {
        BtfMember member = btf.Member(type, index);
        string place = type.KindFlag
            ? Text($"bitfield_size={member.BitFieldSize} bits_offset={member.BitOffset}")
            : Text($"bits_offset={unchecked((uint)member.BitOffset)}");
        return new(BtfProblem.Invalid, Text($"\t{Name(btf, member.NameOffset)} type_id={member.Type} {place} {problem}"));
    }

    public static BtfProblem OfSectionVariable(in BtfSectionVariable variable, string problem) =>
        new(BtfProblem.Invalid, Text($"\t type_id={variable.Variable} offset={variable.Offset} size={variable.Size} {problem}"));

    private static string Name(RawBtf btf, uint offset) => offset == 0 ? "(anon)" : btf.String(offset);

    private static string Details(RawBtf btf, in BtfType type)
    {
        switch (type.Kind)
        {
            case BtfKind.Int:
                uint encoding = btf.IntegerEncoding(type);
                string word = ((encoding >> 24) & 0xf) switch { 0 => "(none)", 1 => "SIGNED", 2 => "CHAR", 4 => "BOOL", _ => "UNKN" };
                return Text($"size={type.SizeOrType} bits_offset={(encoding >> 16) & 0xff} nr_bits={encoding & 0xff} encoding={word}");
            case BtfKind.Array:
                BtfArray array = btf.Array(type);
                return Text($"type_id={array.Element} index_type_id={array.Index} nr_elems={array.Count}");
            case BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.Enum64 or BtfKind.DataSection:
                return Text($"size={type.SizeOrType} vlen={type.Count}");
            case BtfKind.Float:
                return Text($"size={type.SizeOrType}");
            case BtfKind.Forward:
                return type.KindFlag ? "union" : "struct";
            case BtfKind.FunctionPrototype:
                return Signature(btf, type);
            case BtfKind.Variable:
                return Text($"type_id={type.Target} linkage={(int)btf.VariableLinkage(type)}");
            case BtfKind.DeclarationTag:
                return Text($"type={type.Target} component_idx={btf.DeclarationTagComponent(type)}");
            default:
                return Text($"type_id={type.Target}");
        }
    }

    private static string Signature(RawBtf btf, in BtfType prototype)
    {
        StringBuilder text = new();
        _ = text.Append(CultureInfo.InvariantCulture, $"return={prototype.Target} args=(");
        for (int i = 0; i < prototype.Count; i++)
        {
            BtfParameter parameter = btf.Parameter(prototype, i);
            bool isRest = parameter.Type.IsVoid && i == prototype.Count - 1;
            _ = text.Append(i == 0 ? string.Empty : ", ");
            _ = isRest ? text.Append("vararg") : text.Append(CultureInfo.InvariantCulture, $"{parameter.Type} {Name(btf, parameter.NameOffset)}");
        }

        return text.Append(prototype.Count == 0 ? "void)" : ")").ToString();
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
