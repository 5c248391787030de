using System.Xml;
using System.Xml.Schema;

namespace Portal.Core.Tests.Usage.Files;

/// <summary>
/// What a file of ours may hold, as a schema. NAESB's own schema of REQ.21 ESPI is under its copyright, and the file
/// that is passed around as espiDerived.xsd is a derivative of it, so neither is kept here. This one is written anew
/// from what they state of the elements that we write (resource types UsagePoint, MeterReading, ReadingType,
/// IntervalBlock, UsageSummary and TimeConfiguration; basic types Int48, UInt32, TimeType, HexBinary32, UUIDType; the
/// kinds by their codes): the same order, the same types, and nothing that we do not write. Atom is RFC 4287 §4.1
/// and §4.2 with what ESPI makes of it: ids are URNs of UUIDs, and an entry has a link to itself and one up.
/// </summary>
internal static class EspiSchema
{
    private const string Atom = """
        <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="http://www.w3.org/2005/Atom"
            targetNamespace="http://www.w3.org/2005/Atom" elementFormDefault="qualified">
          <xs:element name="feed"><xs:complexType><xs:sequence>
            <xs:element name="id" type="uuid"/><xs:element name="title" type="text"/>
            <xs:element name="updated" type="moment"/><xs:element name="link" type="link"/>
            <xs:element name="entry" type="entry" maxOccurs="unbounded"/>
          </xs:sequence></xs:complexType>
          </xs:element>
          <xs:complexType name="entry"><xs:sequence>
            <xs:element name="id" type="uuid"/><xs:element name="link" type="link" minOccurs="2" maxOccurs="unbounded"/>
            <xs:element name="title" type="text"/><xs:element name="content" type="content"/>
            <xs:element name="published" type="moment"/><xs:element name="updated" type="moment"/>
          </xs:sequence></xs:complexType>
          <xs:complexType name="content">
            <xs:sequence><xs:any namespace="http://naesb.org/espi" processContents="strict"/></xs:sequence>
            <xs:attribute name="type" fixed="application/xml" use="required"/>
          </xs:complexType>
          <xs:complexType name="link">
            <xs:attribute name="href" type="xs:anyURI" use="required"/>
            <xs:attribute name="rel" use="required"><xs:simpleType><xs:restriction base="xs:token">
              <xs:enumeration value="self"/><xs:enumeration value="up"/><xs:enumeration value="related"/>
            </xs:restriction></xs:simpleType></xs:attribute>
          </xs:complexType>
          <xs:simpleType name="text"><xs:restriction base="xs:string"/></xs:simpleType>
          <xs:simpleType name="uuid"><xs:restriction base="xs:anyURI">
            <xs:pattern value="urn:uuid:[a-f0-9]{8}-[a-f0-9]{4}-[1-8][a-f0-9]{3}-[89ab][a-f0-9]{3}-[a-f0-9]{12}"/>
          </xs:restriction></xs:simpleType>
          <xs:simpleType name="moment"><xs:restriction base="xs:dateTime"><xs:pattern value=".*Z"/></xs:restriction>
          </xs:simpleType>
        </xs:schema>
        """;

    private const string Espi = """
        <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="http://naesb.org/espi"
            targetNamespace="http://naesb.org/espi" elementFormDefault="qualified">
          <xs:element name="LocalTimeParameters"><xs:complexType><xs:sequence>
            <xs:element name="dstEndRule" type="rule"/><xs:element name="dstOffset" type="xs:long"/>
            <xs:element name="dstStartRule" type="rule"/><xs:element name="tzOffset" type="xs:long"/>
          </xs:sequence></xs:complexType></xs:element>
          <xs:element name="UsagePoint"><xs:complexType><xs:sequence>
            <xs:element name="ServiceCategory"><xs:complexType><xs:sequence>
              <xs:element name="kind"><xs:simpleType><xs:restriction base="xs:unsignedShort">
                <xs:enumeration value="0"/><xs:enumeration value="2"/>
              </xs:restriction></xs:simpleType></xs:element>
            </xs:sequence></xs:complexType></xs:element>
          </xs:sequence></xs:complexType></xs:element>
          <xs:element name="MeterReading"><xs:complexType/></xs:element>
          <xs:element name="ReadingType"><xs:complexType><xs:sequence>
            <xs:element name="accumulationBehaviour" type="xs:unsignedShort" fixed="4"/>
            <xs:element name="commodity" type="commodity"/>
            <xs:element name="flowDirection" type="xs:unsignedShort" fixed="1"/>
            <xs:element name="intervalLength" type="xs:unsignedInt" minOccurs="0"/>
            <xs:element name="powerOfTenMultiplier" type="power"/>
            <xs:element name="timeAttribute" type="xs:unsignedShort" fixed="0"/>
            <xs:element name="uom" type="unit"/>
          </xs:sequence></xs:complexType></xs:element>
          <xs:element name="IntervalBlock"><xs:complexType><xs:sequence>
            <xs:element name="interval" type="interval"/>
            <xs:element name="IntervalReading" maxOccurs="unbounded"><xs:complexType><xs:sequence>
              <xs:element name="ReadingQuality" minOccurs="0"><xs:complexType><xs:sequence>
                <xs:element name="quality" type="quality"/>
              </xs:sequence></xs:complexType></xs:element>
              <xs:element name="timePeriod" type="interval"/><xs:element name="value" type="int48"/>
            </xs:sequence></xs:complexType></xs:element>
          </xs:sequence></xs:complexType></xs:element>
          <xs:element name="UsageSummary"><xs:complexType><xs:sequence>
            <xs:element name="billingPeriod" type="interval"/>
            <xs:element name="overallConsumptionLastPeriod"><xs:complexType><xs:sequence>
              <xs:element name="powerOfTenMultiplier" type="power"/><xs:element name="uom" type="unit"/>
              <xs:element name="value" type="int48"/>
            </xs:sequence></xs:complexType></xs:element>
            <xs:element name="qualityOfReading" type="quality"/><xs:element name="statusTimeStamp" type="xs:long"/>
            <xs:element name="commodity" type="commodity"/>
          </xs:sequence></xs:complexType></xs:element>
          <xs:complexType name="interval"><xs:sequence>
            <xs:element name="duration" type="xs:unsignedInt"/><xs:element name="start" type="xs:long"/>
          </xs:sequence></xs:complexType>
          <xs:simpleType name="rule"><xs:restriction base="xs:hexBinary"><xs:length value="4"/></xs:restriction>
          </xs:simpleType>
          <xs:simpleType name="int48"><xs:restriction base="xs:long">
            <xs:minInclusive value="-140737488355328"/><xs:maxInclusive value="140737488355328"/>
          </xs:restriction></xs:simpleType>
          <xs:simpleType name="commodity"><xs:restriction base="xs:unsignedShort">
            <xs:enumeration value="1"/><xs:enumeration value="9"/>
          </xs:restriction></xs:simpleType>
          <xs:simpleType name="quality"><xs:restriction base="xs:unsignedShort">
            <xs:enumeration value="0"/><xs:enumeration value="8"/><xs:enumeration value="19"/>
          </xs:restriction></xs:simpleType>
          <xs:simpleType name="unit"><xs:restriction base="xs:unsignedShort">
            <xs:enumeration value="42"/><xs:enumeration value="72"/><xs:enumeration value="119"/>
            <xs:enumeration value="128"/><xs:enumeration value="134"/><xs:enumeration value="169"/>
          </xs:restriction></xs:simpleType>
          <xs:simpleType name="power"><xs:restriction base="xs:short">
            <xs:enumeration value="-12"/><xs:enumeration value="-9"/><xs:enumeration value="-6"/>
            <xs:enumeration value="-3"/><xs:enumeration value="-2"/><xs:enumeration value="-1"/>
            <xs:enumeration value="0"/><xs:enumeration value="1"/><xs:enumeration value="2"/>
            <xs:enumeration value="3"/><xs:enumeration value="6"/><xs:enumeration value="9"/>
            <xs:enumeration value="12"/>
          </xs:restriction></xs:simpleType>
        </xs:schema>
        """;

    private static readonly XmlSchemaSet All = Compile();

    /// <summary>What the schema has against a file; empty when it has nothing.</summary>
    internal static List<string> FaultsOf(byte[] file)
    {
        var faults = new List<string>();
        var settings = new XmlReaderSettings { ValidationType = ValidationType.Schema, Schemas = All };
        settings.ValidationFlags |= XmlSchemaValidationFlags.ReportValidationWarnings;
        settings.ValidationEventHandler += (_, fault) =>
            faults.Add($"{fault.Exception.LineNumber}: {fault.Message}");
        using var reader = XmlReader.Create(new MemoryStream(file), settings);
        while (reader.Read()) { }

        return faults;
    }

    private static XmlSchemaSet Compile()
    {
        var all = new XmlSchemaSet();
        foreach (var schema in new[] { Atom, Espi })
        {
            using var text = new StringReader(schema);
            using var reader = XmlReader.Create(text);
            all.Add(null, reader);
        }

        all.Compile();
        return all;
    }
}
